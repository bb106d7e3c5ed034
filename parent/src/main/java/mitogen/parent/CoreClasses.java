package mitogen.parent;

import java.util.Set;

/** Shows our own classes to a context in the same JVM, and none of the application: those it gets over its link. */
final class CoreClasses extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final Set<String> PACKAGES = Set.of(
            "mitogen",
            "mitogen.wire",
            "mitogen.route",
            "mitogen.load",
            "mitogen.io",
            "mitogen.agent",
            "mitogen.parent",
            "mitogen.connect");

    CoreClasses() {
        super("mitogen-core", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        int dot = name.lastIndexOf('.');
        if (dot < 0 || !PACKAGES.contains(name.substring(0, dot))) {
            throw new ClassNotFoundException(name);
        }
        return Class.forName(name, false, CoreClasses.class.getClassLoader());
    }
}
