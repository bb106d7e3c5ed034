package mitogen.integration;

import static mitogen.integration.Jvm.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mitogen.Context;
import mitogen.controller.Mitogen;

/**
 * The program whose contexts linger: a call waits there for a file, and then makes another one. Arguments: the folder of
 * the files; folder and port of an ssh server, or nothing for a local context.
 */
final class LingerRun {
    private LingerRun() {}

    public static void main(String[] arguments) throws Exception {
        String folder = arguments[0];
        Mitogen mitogen = Mitogen.open();
        Context web = mitogen.connect(
                arguments.length == 1 ? local() : SshServer.method(arguments[1], Integer.parseInt(arguments[2])));
        web.linger(Duration.ofMinutes(1));
        long pid = web.call(() -> ProcessHandle.current().pid());
        long child = web.connect(local()).call(() -> ProcessHandle.current().pid());
        web.execute(() -> work(Path.of(folder)));
        web.call(() -> 1); // behind the other one
        System.out.println("runs " + pid + " " + child);
        System.in.read(); // whatever is to become of it
        mitogen.close();
        System.out.println("closed");
    }

    private static void work(Path folder) throws Exception {
        Await.until("the file go is there", () -> Files.exists(folder.resolve("go")));
        for (int i = 0; i < 10_000; i++) {
            System.out.println("nobody waits for this output, of which there is more than a window takes");
        }
        Files.createFile(folder.resolve("done"));
    }
}
