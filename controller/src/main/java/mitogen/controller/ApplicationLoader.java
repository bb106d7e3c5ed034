package mitogen.controller;

import java.util.List;

/**
 * Finds the application's classes here, for values that come from contexts: in each of several loaders, in order, and then
 * among those that were given as bytes, which are defined when a value is of them.
 */
final class ApplicationLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final Sources sources;

    private ApplicationLoader(List<ClassLoader> loaders, Sources sources) {
        super("mitogen-application", loaders.get(0));
        this.sources = sources;
    }

    /** The only loader there is, or one that finds what all have. */
    static ClassLoader of(Options options, Sources sources) {
        List<ClassLoader> loaders = options.classLoaders();
        return loaders.size() == 1 && options.classes().isEmpty()
                ? loaders.get(0)
                : new ApplicationLoader(loaders, sources);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        for (ClassLoader loader : sources.loaders().subList(1, sources.loaders().size())) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException e) {
                // another may have it
            }
        }
        byte[] given = sources.given(name);
        if (given == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, given, 0, given.length);
    }
}
