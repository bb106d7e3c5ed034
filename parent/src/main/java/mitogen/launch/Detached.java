package mitogen.launch;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import mitogen.methods.CommandMethod;
import mitogen.values.NativeText;

/**
 * How a connection method's command is run so that nobody is asked anything: in a session of its own, which has no
 * terminal, and with a program that refuses what an {@code ssh} behind it would ask, as that of a jump host does.
 *
 * <p>Where there is no {@code setsid} the command keeps the terminal of this process, if it has one.
 */
final class Detached {
    private Detached() {}

    /**
     * Sets up command and environment.
     *
     * @throws IOException if the tool would be given another argument or variable than this
     */
    static ProcessBuilder builder(LocalTools tools, CommandMethod method, String script) throws IOException {
        List<String> command = new ArrayList<>(method.command(script));
        check(command);
        check(method.variables().values());
        command.removeAll(tools.unknown());
        // If the tool is not there, the JDK is to say so, not setsid.
        File setsid = method.keepsTerminal() || find(command.get(0)) == null ? null : find("setsid");
        if (setsid != null) {
            command.add(0, setsid.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(method.variables());
        if (method.leadsAway()) {
            refuse(tools, builder.environment());
        }
        return builder;
    }

    private static void check(Collection<String> texts) throws IOException {
        for (String text : texts) {
            String unfit = NativeText.unfit(text);
            if (unfit != null) {
                throw new IOException(unfit);
            }
        }
    }

    private static void refuse(LocalTools tools, Map<String, String> environment) {
        try {
            tools.askpass().refuse(environment);
        } catch (IOException e) {
            tools.agent.log(
                    Level.FINE, "there is no program that tells what ssh asks; it gets no answers all the same", e);
            environment.put("SSH_ASKPASS", "/bin/false");
            environment.put("SSH_ASKPASS_REQUIRE", "force");
        }
    }

    /**
     * The file that the name of a command leads to; null if there is none, or none whose name can be encoded here: that
     * makes no {@code Path}.
     */
    static File find(String name) {
        if (name.indexOf('/') >= 0) {
            File file = new File(name);
            return file.canExecute() && !file.isDirectory() ? file : null;
        }
        String path = System.getenv("PATH");
        for (String directory : (path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator)) {
            File file = new File(directory.isEmpty() ? "." : directory, name);
            if (file.canExecute() && !file.isDirectory()) {
                return file;
            }
        }
        return null;
    }
}
