package mitogen.testing;

import mitogen.classes.OwnPackages;

/** Shows our own classes to a context in the same JVM, and none of the application: those it gets over its link. */
final class SharedClasses extends ClassLoader {
    private static final String THIS_PACKAGE = SharedClasses.class.getPackageName();

    static {
        registerAsParallelCapable();
    }

    SharedClasses() {
        super("mitogen-core", ClassLoader.getPlatformClassLoader());
    }

    private static boolean isOurs(String name) {
        return OwnPackages.isOurs(name)
                || name.lastIndexOf('.') == THIS_PACKAGE.length() && name.startsWith(THIS_PACKAGE);
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
        return Class.forName(name, false, SharedClasses.class.getClassLoader());
    }
}
