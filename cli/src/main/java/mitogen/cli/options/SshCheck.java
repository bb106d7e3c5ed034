package mitogen.cli.options;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mitogen.ConnectionMethod;
import mitogen.cli.status.UsageException;
import mitogen.connect.Ssh;

/**
 * Asks before anything is connected whether an ssh that runs here would take its files and options. Otherwise each
 * target would fail with what is one fault of the command line.
 */
final class SshCheck {
    private static final int SECONDS = 10;

    private SshCheck() {}

    /**
     * Checks the files of all first hops, and the options.
     *
     * @throws UsageException if a file is missing, or ssh does not know an option
     */
    static void check(List<List<ConnectionMethod>> ways, List<String> options) {
        Set<String> configs = new LinkedHashSet<>();
        Set<String> identities = new LinkedHashSet<>();
        boolean byOurs = false;
        for (List<ConnectionMethod> way : ways) {
            if (way.get(0) instanceof Ssh ssh) {
                byOurs = true;
                if (ssh.config() != null && !ssh.config().equals("none")) {
                    configs.add(ssh.config());
                }
                if (ssh.identity() != null && !ssh.identity().matches("~.*|.*[%$].*")) { // ssh puts these in
                    identities.add(ssh.identity());
                }
            }
        }
        configs.forEach(file -> readable(file, "ssh configuration file"));
        identities.forEach(file -> readable(file, "ssh private key"));
        if (byOurs && !options.isEmpty()) {
            known(options);
        }
    }

    private static void readable(String file, String what) {
        Path path = Path.of(file).toAbsolutePath();
        if (!Files.exists(path)) {
            throw new UsageException("there is no " + what + " " + path
                    + "\nIt is read here, on the machine where mitogen is started; check the path.");
        }
        if (Files.isDirectory(path) || !Files.isReadable(path)) {
            throw new UsageException("the " + what + " " + path + " cannot be read"
                    + (Files.isDirectory(path) ? ": it is a directory" : "")
                    + "\nIt is read here, on the machine where mitogen is started; check the path and its rights.");
        }
    }

    /** Has ssh read the options and print what they come to, without a configuration file and a connection. */
    private static void known(List<String> options) {
        List<String> command = new ArrayList<>(List.of("ssh", "-F", "none", "-G"));
        for (String option : options) {
            command.add("-o");
            command.add(option);
        }
        command.addAll(List.of("--", "localhost"));
        Process ssh = null;
        try {
            ssh = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(ssh.getErrorStream().readAllBytes(), UTF_8);
            if (ssh.waitFor(SECONDS, TimeUnit.SECONDS) && ssh.exitValue() != 0) {
                throw new UsageException("ssh does not take the options of -o: "
                        + said.strip().lines().findFirst().orElse("")
                        + "\nAn option is Name=value, see ssh_config(5).");
            }
        } catch (IOException noSsh) {
            // The connect tells that.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (ssh != null) {
                ssh.destroyForcibly();
            }
        }
    }
}
