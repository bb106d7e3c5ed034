package mitogen.classes;

import java.util.Set;

/** The packages of our own classes, which are told from those of an application by their names. */
public final class OwnPackages {
    /** The packages of our classes that a context may need. A test compares them with the packages that there are. */
    public static final Set<String> ALL = Set.of(
            "mitogen",
            "mitogen.internal",
            "mitogen.wire",
            "mitogen.route",
            "mitogen.load",
            "mitogen.io",
            "mitogen.agent",
            "mitogen.values",
            "mitogen.answers",
            "mitogen.resources",
            "mitogen.methods",
            "mitogen.connect",
            "mitogen.tree",
            "mitogen.classes",
            "mitogen.stage",
            "mitogen.launch",
            "mitogen.decode",
            "mitogen.lasting",
            "mitogen.calls",
            "mitogen.channels",
            "mitogen.services",
            "mitogen.files",
            "mitogen.transfer",
            "mitogen.streams",
            "mitogen.process",
            "mitogen.parent",
            "mitogen.sockets",
            "mitogen.doctor",
            "mitogen.controller");

    private OwnPackages() {}

    /** Whether a class of that name is one of ours, if there is one. */
    public static boolean isOurs(String name) {
        return ALL.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
    }
}
