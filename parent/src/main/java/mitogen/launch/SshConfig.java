package mitogen.launch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import mitogen.methods.CommandMethod;

/** Asks ssh itself ({@code ssh -G}) what its configuration has for a target. It connects nowhere. */
public final class SshConfig {
    private SshConfig() {}

    /**
     * The first jump host on the way there, or the command that makes the way; null if there is none, or ssh does not tell.
     * Takes some milliseconds.
     */
    static String jumpHost(LocalTools tools, CommandMethod method) {
        return way(settings(tools, method));
    }

    /** All settings, a line each, a name and a value; empty if ssh does not tell. */
    public static String settings(LocalTools tools, CommandMethod method) {
        try {
            ProcessBuilder builder = Detached.builder(tools, method, "");
            List<String> command = builder.command();
            command.remove(command.size() - 1); // the script
            command.add(command.indexOf("ssh") + 1, "-G");
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (InputStream printed = process.getInputStream()) {
                process.getOutputStream().close();
                // It fits into a pipe. Its end is not waited for: a wrapper of ssh may leave a process that holds it
                // open.
                if (process.waitFor(5, TimeUnit.SECONDS)) {
                    return new String(printed.readNBytes(printed.available()), ISO_8859_1);
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            tools.agent.log(Level.FINE, "ssh does not tell its settings; the connect will tell why", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "";
    }

    private static String way(String settings) {
        for (String line : settings.split("\n")) {
            if (line.startsWith("proxyjump ")) {
                return line.substring("proxyjump ".length()).replaceFirst(",.*", "");
            }
            if (line.startsWith("proxycommand ")) {
                return line;
            }
        }
        return null;
    }
}
