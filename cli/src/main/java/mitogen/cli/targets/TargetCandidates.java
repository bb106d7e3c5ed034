package mitogen.cli.targets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import mitogen.cli.system.Surroundings;

/** What a word of targets that is being typed may become: its last hop is completed, what stands in front stays. */
public final class TargetCandidates {
    /** Methods that are whole without an address; the others get a colon. */
    static final List<String> WHOLE = List.of("local", "sudo", "su", "doas");

    static final List<String> WITH_ADDRESS = List.of(
            "ssh",
            "exec",
            "detached",
            "docker",
            "podman",
            "buildah",
            "kubectl",
            "lxc",
            "lxd",
            "incus",
            "jail",
            "nspawn",
            "setns",
            "chroot",
            "unshare");

    private TargetCandidates() {}

    /**
     * Gives the candidates, or none where something cannot be read.
     *
     * @param words the words of the command line; the last one is being typed
     */
    public static List<String> of(List<String> words, Surroundings around) {
        if (words.isEmpty()) {
            return List.of();
        }
        try {
            List<String> inventories = values(words, "-i", "--inventory");
            Inventory inventory = inventories.isEmpty() ? null : InventoryFiles.read(inventories, around);
            List<String> configs = values(words, "-F", "-F");
            String config = configs.isEmpty() ? null : configs.get(configs.size() - 1);
            Collection<String> hosts = inventory != null
                    ? inventory.hosts()
                    : SshHosts.of(config, Path.of(System.getProperty("user.home")), Path.of("/etc/ssh"));
            return of(words.get(words.size() - 1), hosts, inventory == null ? List.of() : inventory.groups());
        } catch (RuntimeException unreadable) {
            return List.of(); // what is wrong is told when the command runs
        }
    }

    private static List<String> of(String word, Collection<String> hosts, Collection<String> groups) {
        int item = word.lastIndexOf(',') + 1;
        int hop = Math.max(item, word.lastIndexOf('/') + 1);
        Stream<String> all;
        if (word.startsWith("@", item)) {
            all = groups.stream().map(group -> "@" + group);
        } else {
            int account = word.lastIndexOf('@') + 1;
            boolean ssh = word.startsWith("ssh:", hop);
            String front = account > hop ? word.substring(hop, account) : ssh ? "ssh:" : "";
            Stream<String> methods =
                    Stream.concat(WHOLE.stream(), WITH_ADDRESS.stream().map(name -> name + ":"));
            all = Stream.concat(hosts.stream().map(host -> front + host), front.isEmpty() ? methods : Stream.empty());
        }
        String before = word.substring(0, hop);
        return all.map(each -> before + each)
                .filter(each -> each.startsWith(word))
                .distinct()
                .sorted()
                .toList();
    }

    /** The values of an option, behind it or behind its equals sign. */
    private static List<String> values(List<String> words, String name, String longName) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < words.size() - 1; i++) {
            String word = words.get(i);
            if ((word.equals(name) || word.equals(longName)) && i < words.size() - 2) {
                values.add(words.get(i + 1));
            } else if (word.startsWith(longName + "=")) {
                values.add(word.substring(longName.length() + 1));
            }
        }
        return values;
    }
}
