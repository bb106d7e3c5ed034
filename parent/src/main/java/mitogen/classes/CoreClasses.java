package mitogen.classes;

/** Shows our own classes to a context in the same JVM, and none of the application: those it gets over its link. */
public final class CoreClasses extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    public CoreClasses() {
        super("mitogen-core", ClassLoader.getPlatformClassLoader());
    }

    /** The JDK's own loaders find whatever is in a named module, also that of an application. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        Class<?> type = super.loadClass(name, resolve);
        if (type.getClassLoader() == ClassLoader.getSystemClassLoader() && !ClassSource.isOurs(name)) {
            throw new ClassNotFoundException(name);
        }
        return type;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!ClassSource.isOurs(name)) {
            throw new ClassNotFoundException(name);
        }
        return Class.forName(name, false, CoreClasses.class.getClassLoader());
    }
}
