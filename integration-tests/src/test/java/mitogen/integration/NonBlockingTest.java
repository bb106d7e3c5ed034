package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import mitogen.Context;
import mitogen.connect.Exec;
import mitogen.connect.ProcessMethod;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * O_NONBLOCK on the standard streams, which a start file sets, or a process that it left in the background: pipes, and
 * the sockets that sshd gives. Nothing is lost, in either direction.
 */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class NonBlockingTest {
    private static final String SET = "perl -MFcntl -e 'fcntl($_, F_SETFL, O_NONBLOCK) or die for STDIN, STDOUT'";

    private static final int BULK = 10 << 20;

    @TempDir
    Path folder;

    @BeforeEach
    void mayBeSet() {
        Needs.command("perl", "perl-base");
    }

    private static void carriesBulk(ProcessMethod<?> method, Path file) throws Exception {
        byte[] bulk = new byte[BULK];
        long seed = System.nanoTime();
        new Random(seed).nextBytes(bulk);
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
            Context there = mitogen.connect(method);
            assertEquals("12", there.call(() -> "1" + 2));
            if (file != null) {
                Files.createFile(file.resolve("set"));
                Await.until("it is set", () -> Files.exists(file.resolve("done")));
            }
            assertArrayEquals(bulk, there.call(() -> bulk), "seed " + seed);
            Context behind = there.connect(local());
            assertArrayEquals(bulk, behind.call(() -> bulk), "seed " + seed);
        }
    }

    @Test
    void pipes() throws Exception {
        carriesBulk(Exec.exec("sh", "-c", SET + "; exec \"$@\"", "sh").withJava(Jvm.java()), null);
    }

    @Test
    void socketsOfSshd() throws Exception {
        try (SshServer server = SshServer.start("ForceCommand " + SET + "; exec sh -c \"$SSH_ORIGINAL_COMMAND\"")) {
            carriesBulk(server.method(), null);
        }
    }

    /** As a program does that is left in the background. */
    @Test
    void setWhileFramesGoByOnPipes() throws Exception {
        carriesBulk(Exec.exec("sh", "-c", later() + " exec \"$@\"", "sh").withJava(Jvm.java()), folder);
    }

    @Test
    void setWhileFramesGoByOnSockets() throws Exception {
        try (SshServer server = SshServer.start("ForceCommand " + later() + " exec sh -c \"$SSH_ORIGINAL_COMMAND\"")) {
            carriesBulk(server.method(), folder);
        }
    }

    private String later() {
        return "{ until [ -e " + folder + "/set ]; do sleep 0.02; done; " + SET + "; : >" + folder + "/done; } <&0 &";
    }
}
