package mitogen.parent;

/** Shows our own classes to a context in the same JVM, and none of the application: those it gets over its link. */
final class CoreClasses extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    CoreClasses() {
        super("mitogen-core", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (!ClassSource.isOurs(name)) {
            throw new ClassNotFoundException(name);
        }
        return Class.forName(name, false, CoreClasses.class.getClassLoader());
    }
}
