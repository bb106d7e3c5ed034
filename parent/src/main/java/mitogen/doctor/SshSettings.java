package mitogen.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mitogen.Task;
import mitogen.connect.Ssh;
import mitogen.methods.CommandMethod;

/** Asks {@code ssh -G} what its configuration and its options come to; run where the connect runs. It connects nowhere. */
record SshSettings(List<String> command) implements Task<Map<String, String>> {
    private static final Set<String> OF_INTEREST = Set.of(
            "hostname",
            "port",
            "user",
            "identityfile",
            "identitiesonly",
            "identityagent",
            "proxyjump",
            "proxycommand",
            "controlmaster",
            "controlpath",
            "stricthostkeychecking",
            "userknownhostsfile",
            "globalknownhostsfile",
            "connecttimeout",
            "serveraliveinterval",
            "compression",
            "preferredauthentications",
            "bindaddress",
            "addressfamily");

    static SshSettings of(Ssh ssh) {
        List<String> command = new ArrayList<>(((CommandMethod) ssh).command(""));
        command.remove(command.size() - 1); // the script
        command.add(1, "-G");
        return new SshSettings(List.copyOf(command));
    }

    /** By their names, in ssh's order; several values of one are joined by commas. Empty where there is no such ssh. */
    @Override
    public Map<String, String> run() throws InterruptedException {
        Map<String, String> settings = new LinkedHashMap<>();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
        } catch (IOException e) {
            return settings; // the connect will say what is wrong with it
        }
        process.onExit().orTimeout(5, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        try (Stream<String> lines = process.inputReader().lines()) {
            lines.map(line -> line.split(" ", 2))
                    .filter(words -> words.length == 2 && OF_INTEREST.contains(words[0]))
                    .forEach(words -> settings.merge(words[0], words[1], (one, other) -> one + ", " + other));
        }
        process.waitFor();
        return settings;
    }
}
