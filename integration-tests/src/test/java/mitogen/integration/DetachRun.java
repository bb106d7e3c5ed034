package mitogen.integration;

import static mitogen.integration.Jvm.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mitogen.Context;
import mitogen.controller.Mitogen;

/**
 * The program that detaches a context, and is killed then. Arguments: the name; a folder, where a call of the context
 * waits for a file and makes another one; folder and port of an ssh server, or nothing for a local context.
 */
final class DetachRun {
    private DetachRun() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Mitogen mitogen = Mitogen.open();
        Context web = mitogen.connect(
                arguments.length == 2 ? local() : SshServer.method(arguments[2], Integer.parseInt(arguments[3])));
        web.detach(arguments[0], Duration.ofMinutes(5));
        long pid = web.call(() -> ProcessHandle.current().pid());
        Context child = web.connect(local());
        long childPid = child.call(() -> ProcessHandle.current().pid());
        web.execute(() -> work(folder));
        child.execute(() -> work(Files.createDirectories(folder.resolve("child"))));
        web.call(() -> 1); // behind them
        child.call(() -> 1);
        System.out.println("runs " + pid + " " + childPid);
        System.in.read(); // never ends
    }

    /** Goes on for as long as the context does; tells so when somebody asks for it. */
    private static void work(Path folder) throws Exception {
        Await.until("the file go is there", Duration.ofMinutes(5), () -> Files.exists(folder.resolve("go")));
        for (int i = 0; i < 40_000; i++) {
            System.out.println("line " + i + " of more than is kept");
        }
        System.out.flush();
        Files.createFile(folder.resolve("done"));
        Thread.sleep(Long.MAX_VALUE);
    }
}
