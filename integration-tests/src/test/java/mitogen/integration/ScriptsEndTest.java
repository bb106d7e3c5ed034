package mitogen.integration;

import static mitogen.connect.Exec.exec;
import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The end of a context ends the scripts of its tasks, all at once: none goes on when what it waits for is killed. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
final class ScriptsEndTest {
    @TempDir
    Path folder;

    @Test
    void noScriptRunsItsNextCommand() throws Exception {
        String started = folder.resolve("started").toString();
        String next = folder.resolve("next").toString();
        long pid;
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
            Context there = mitogen.connect(local());
            pid = there.call(() -> new ProcessBuilder(
                            "sh",
                            "-c",
                            "sleep 60 & first=$!; i=0; while [ $((i+=1)) -lt 50 ]; do sleep 60 & done; : >" + started
                                    + "; wait $first; : >" + next)
                    .start()
                    .pid());
            Await.until("it waits", () -> Files.exists(Path.of(started)));
        }
        Await.until("it has ended", () -> Processes.alive(List.of(pid)).isEmpty());
        assertFalse(Files.exists(Path.of(next)));
        assertEquals(List.of(), Processes.alive(List.of(pid)));
    }

    /** The first stage is held just before it removes the name of its scratch file, by what its start file says. */
    @Test
    void aConnectThatIsGivenUpLeavesNoScratchFile() throws Exception {
        Path held = folder.resolve("held");
        Path startFile = Files.writeString(
                folder.resolve("start"),
                "rm() { case $* in */.mitogen-m*) [ -e " + held + " ] || { echo \"$$ $*\" >" + held
                        + ".new; mv " + held + ".new " + held
                        + "; while :; do sleep 0.01; done; };; esac; command rm \"$@\"; }");
        String[] words;
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
            mitogen.connect(exec("bash", "-c", "exec env BASH_ENV=" + startFile + " bash -c \"$3\"", "as-a-shell"));
            Await.until("it is about to remove the name", () -> Files.exists(held));
            words = Files.readString(held).strip().split(" ");
        }
        Await.until(
                "the shell has ended",
                () -> Processes.alive(List.of(Long.valueOf(words[0]))).isEmpty());
        assertFalse(Files.exists(Path.of(words[2])), words[2]);
    }
}
