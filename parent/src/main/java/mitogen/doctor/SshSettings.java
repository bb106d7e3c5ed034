package mitogen.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import mitogen.Task;
import mitogen.connect.Ssh;
import mitogen.methods.AskingMethod;
import mitogen.methods.CommandMethod;
import mitogen.parent.Connects;

/** Asks {@code ssh -G} what its configuration and its options come to; run where the connect runs. It connects nowhere. */
record SshSettings(CommandMethod method) implements Task<Map<String, String>> {
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
        return new SshSettings(ssh instanceof AskingMethod asking ? asking.withoutPassword() : (CommandMethod) ssh);
    }

    /** By their names, in ssh's order; several values of one are joined by commas. Empty where ssh does not tell. */
    @Override
    public Map<String, String> run() {
        Map<String, String> settings = new LinkedHashMap<>();
        Connects.sshSettings(method)
                .lines()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2 && OF_INTEREST.contains(words[0]))
                .forEach(words -> settings.merge(words[0], words[1], (one, other) -> one + ", " + other));
        return settings;
    }
}
