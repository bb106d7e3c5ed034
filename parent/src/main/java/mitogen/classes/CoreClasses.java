package mitogen.classes;

import java.util.Set;

/** Shows our own classes to a context in the same JVM, and none of the application: those it gets over its link. */
public final class CoreClasses extends ClassLoader {
    /** The packages of our classes that a context may need. A test compares them with the packages that there are. */
    public static final Set<String> PACKAGES = Set.of(
            "mitogen",
            "mitogen.internal",
            "mitogen.wire",
            "mitogen.route",
            "mitogen.load",
            "mitogen.io",
            "mitogen.agent",
            "mitogen.methods",
            "mitogen.connect",
            "mitogen.tree",
            "mitogen.classes",
            "mitogen.stage",
            "mitogen.launch",
            "mitogen.decode",
            "mitogen.calls",
            "mitogen.channels",
            "mitogen.services",
            "mitogen.parent",
            "mitogen.doctor",
            "mitogen.controller");

    static {
        registerAsParallelCapable();
    }

    public CoreClasses() {
        super("mitogen-core", ClassLoader.getPlatformClassLoader());
    }

    /** Whether a class of that name is one of ours, if there is one. */
    public static boolean isOurs(String name) {
        return PACKAGES.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
    }

    /** The JDK's own loaders find whatever is in a named module, also that of an application. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        Class<?> type = super.loadClass(name, resolve);
        if (type.getClassLoader() == ClassLoader.getSystemClassLoader() && !isOurs(name)) {
            throw new ClassNotFoundException(name);
        }
        return type;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!isOurs(name)) {
            throw new ClassNotFoundException(name);
        }
        return Class.forName(name, false, CoreClasses.class.getClassLoader());
    }
}
