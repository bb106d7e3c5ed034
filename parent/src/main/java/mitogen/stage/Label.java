package mitogen.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mitogen.agent.Agent;

/**
 * What {@code ps} on a target shows of a context's JVM: {@code alice@laptop:4711:ssh:web1}, the controller's account, host
 * and process, and the context's name. It is a system property of that JVM, which tells contexts below it the same.
 */
public final class Label {
    /** The name of the system property. */
    static final String PROPERTY = "mitogen";

    /** Characters of a name: the script has to fit into 4096 bytes, and names grow with each hop. */
    private static final int MOST = 200;

    private Label() {}

    /** Of the context of that name, about to be connected by that agent. */
    public static String of(Agent agent, String name) {
        String here = agent.router.parent == null ? null : System.getProperty(PROPERTY);
        return of(here == null ? controller() : whose(here), name);
    }

    public static String of(String whose, String name) {
        return plain(whose, 120) + ":" + plain(name, MOST);
    }

    /** What the label of a context says of the controller: all up to the second colon. */
    static String whose(String label) {
        int end = label.indexOf(':', label.indexOf(':') + 1);
        return end < 0 ? label : label.substring(0, end);
    }

    private static String controller() {
        String host;
        try {
            host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip(); // and no question to a name server
        } catch (IOException e) {
            host = "unknown";
        }
        return account(System.getProperty("user.name"), 32) + "@" + account(host, 64) + ":"
                + ProcessHandle.current().pid();
    }

    private static String account(String text, int most) {
        return plain(text, most).replace(':', '_').replace('@', '_');
    }

    /** What no shell takes for anything but itself, and of what is long the end, which differs most. */
    private static String plain(String text, int most) {
        String plain = text.replaceAll("[^A-Za-z0-9@:/.+,=_-]", "_");
        return plain.length() <= most ? plain : "..." + plain.substring(plain.length() - most + 3);
    }
}
