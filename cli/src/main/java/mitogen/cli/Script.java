package mitogen.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import mitogen.cli.remote.RunScript;
import mitogen.cli.remote.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mitogen script}: a local script, piped to its interpreter at the target. */
@Command(
        name = "script",
        sortOptions = false,
        description = {
            "Run a script at each target.",
            "It is piped to the interpreter that its shebang line or else its extension names, or else to sh; no file"
                    + " is made there, and its standard input is empty."
        })
final class Script implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Mixin
    private InputOptions input;

    @Parameters(index = "0", paramLabel = "FILE", description = "the script")
    private String file;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "what the script gets as its arguments")
    private List<String> arguments = List.of();

    Script(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        options.apply();
        options.targets();
        options.refuseTarget(file, "script", "FILE");
        StandardInput open = input.open(terminal);
        byte[] text = read(file, "script");
        RunScript task = Interpreter.of(file, text).run(text, arguments, open != null);
        return Session.run(terminal, options, Map.of(), open, (target, context) -> context.submit(task));
    }

    /** For a name that is not in Java's encoding, or in none at all. */
    private static byte[] readByShell(String file, String what) {
        List<String> command = Words.shell("exec cat <\"$1\"", "sh", List.of(Arguments.bytes(file)));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            byte[] text = process.getInputStream().readAllBytes();
            if (process.waitFor() == 0) {
                return text;
            }
        } catch (IOException noShell) {
            // As if there was no file.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new UsageException("the " + what + " " + Arguments.shown(file) + " is not there, or cannot be read"
                + "\nIt is read here, on the machine where mitogen is started; check the path and its rights.");
    }

    /** The content of a file that the user named. */
    static byte[] read(String file, String what) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (InvalidPathException e) {
            return readByShell(file, what);
        } catch (NoSuchFileException e) {
            throw new UsageException("there is no " + what + " " + Path.of(file).toAbsolutePath()
                    + "\nIt is read here, on the machine where mitogen is started; check the path.");
        } catch (IOException e) {
            String reason = Files.isDirectory(Path.of(file)) ? "it is a directory" : e.toString();
            throw new UsageException("the " + what + " " + Path.of(file).toAbsolutePath() + " cannot be read: " + reason
                    + "\nIt is read here, on the machine where mitogen is started; check the path and its rights.");
        }
    }
}
