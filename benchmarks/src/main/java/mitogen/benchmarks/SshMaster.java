package mitogen.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.connect.Ssh;
import mitogen.fixtures.Sshd;

/** A connection of ssh that stays (ControlMaster), for commands that pay for no connect either. */
final class SshMaster implements AutoCloseable {
    private final Ssh method;
    private final Path folder;
    private final Process process;

    /** Connects. */
    SshMaster(Sshd server) throws IOException, InterruptedException {
        method = server.method();
        folder = Files.createTempDirectory("mitogen-bench-");
        List<String> command = command("exit");
        command.remove(command.size() - 1);
        command.addAll(1, List.of("-M", "-N"));
        process = new ProcessBuilder(command).inheritIO().start();
        while (!Files.exists(socket())) {
            if (!process.isAlive()) {
                throw new IOException("ssh ended with exit status " + process.exitValue());
            }
            Thread.sleep(10);
        }
    }

    private Path socket() {
        return folder.resolve("master");
    }

    /** The command line that runs a shell command there. */
    List<String> command(String remote) {
        List<String> command = new ArrayList<>(Setup.ssh(method, remote));
        command.addAll(1, List.of("-S", socket().toString()));
        return command;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        Files.deleteIfExists(socket());
        Files.delete(folder);
    }
}
