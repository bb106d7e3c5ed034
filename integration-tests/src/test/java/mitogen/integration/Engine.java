package mitogen.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A container engine, or whatever else a shell script of the folder {@code engines} makes for the tests. It takes all away
 * when it is closed, or when this JVM ends in any way.
 */
final class Engine implements AutoCloseable {
    /** Everything is in here; readable by all accounts. */
    final Path folder;

    /** What the script said behind "ready". */
    final String said;

    private final Process process;

    private Engine(Path folder, Process process, String said) {
        this.folder = folder;
        this.process = process;
        this.said = said;
    }

    /** Runs the script of this name, on a machine that has the tools, each named as {@code command:debian-package}. */
    static Engine start(String script, String... tools) throws Exception {
        Needs.root("make containers and mounts");
        Needs.command("busybox", "busybox-static");
        for (String tool : tools) {
            Needs.command(tool.substring(0, tool.indexOf(':')), tool.substring(tool.indexOf(':') + 1));
        }
        if (!Path.of(Jvm.java()).toRealPath().startsWith("/usr")) {
            Assumptions.abort(
                    "this JDK is not in /usr, which is what the containers of the tests share: " + Jvm.java());
        }
        Path text =
                Path.of(Engine.class.getResource("/engines/" + script + ".sh").toURI());
        Path folder = Files.createTempDirectory("mitogen-engine-");
        Path log = folder.resolve("log");
        // Whatever it starts stays; so not in our directory, by which the processes of tests are told.
        Process process = new ProcessBuilder("sh", text.toString(), folder.toString())
                .directory(folder.toFile())
                .redirectError(log.toFile())
                .start();
        CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> firstLine(process));
        String said =
                line.completeOnTimeout("nothing for 60 s", 60, TimeUnit.SECONDS).join();
        if (!said.startsWith("ready")) {
            // The log is away, with all that it has made, if it has ended.
            String logged = Files.exists(log) ? Files.readString(log) : "none is left";
            String why = "the engine " + script + " did not start, but said " + said + "; its log:\n" + logged;
            process.destroy();
            throw new IOException(why);
        }
        return new Engine(folder, process, said.substring("ready".length()).strip());
    }

    private static String firstLine(Process process) {
        try {
            return String.valueOf(process.inputReader().readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of its folder. */
    String file(String name) {
        return folder.resolve(name).toString();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
        process.destroyForcibly();
        process.getInputStream().close();
        if (Files.exists(folder)) {
            throw new AssertionError("the engine left " + folder);
        }
    }
}
