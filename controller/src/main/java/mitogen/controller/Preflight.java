package mitogen.controller;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import mitogen.ValueException;
import mitogen.classes.ClassFile;
import mitogen.classes.Ledgers;
import mitogen.route.Router;

/** Finds out whether a task can be run at all before it is sent: that its class can be had, and is not too new. Thread-safe. */
final class Preflight {
    private final Router router;
    private final Ledgers ledgers;
    private final Sources sources;
    private final ClassFinder finder;

    Preflight(Router router, Ledgers ledgers, Sources sources, ClassFinder finder) {
        this.router = router;
        this.ledgers = ledgers;
        this.sources = sources;
        this.finder = finder;
    }

    /**
     * Checks it.
     *
     * @return those classes among the roots whose code is what the task does
     * @throws ValueException if it cannot be run
     */
    List<ClassFinder.Found> check(int context, Class<?> task, Collection<String> roots) {
        boolean known = ledgers.knowsJava(context); // before the next: it may come up meanwhile
        int java = ledgers.java(context);
        List<ClassFinder.Found> entries = new ArrayList<>();
        for (String root : roots) {
            int end = root.indexOf('#');
            String name = end < 0 ? root : root.substring(0, end);
            boolean entry = root.endsWith("#") || name.equals(task.getName());
            try {
                ClassFinder.Found found = finder.find(name, java, true);
                if (found != null && known && found.file().major > java + ClassFile.JAVA_0) {
                    throw new ValueException(tooNew(found, router.nameOf(context), java));
                }
                if (entry && !name.startsWith("java.") && !finder.isOurs(name)) {
                    checkLoader(name, found, task, java);
                }
                if (entry && found != null) {
                    entries.add(found);
                }
            } catch (IOException | IllegalArgumentException e) {
                throw new ValueException("the class " + name + " of the task cannot be read: " + e);
            }
        }
        return entries;
    }

    /** The class has to be found where classes are looked for, and be the one that is meant. */
    private void checkLoader(String name, ClassFinder.Found found, Class<?> task, int java) throws IOException {
        ClassLoader own = task.getClassLoader();
        String path = name.replace('.', '/') + ".class";
        URL url = own == null ? null : own.getResource(path);
        if (found == null) {
            String what = "the class " + name + " of the task, which is of the class loader " + own;
            if (url != null && !ClassPathEntry.isOfJdk(url)) {
                throw new ValueException(
                        what + ", is not found by the class loaders of this Mitogen; add that one:"
                                + " Options.withClassLoaders(first, more); with 'mitogen java', declare the class in the source file");
            }
            throw new ValueException(what + ", was made at run time, and the loader does not give its bytes as the"
                    + " resource " + path + "; give them by Options.withClasses, or write the task in a class that is"
                    + " on the class path, or in the source file of 'mitogen java'");
        }
        String base = url == null ? null : ClassPathEntry.base(url, path);
        if (base == null || found.from() == null || base.equals(found.from().base)) {
            return;
        }
        ClassPathEntry.Item entry = sources.origin(url, base).find(path, java);
        if (entry != null && !Arrays.equals(entry.read(), found.bytes())) {
            throw new ValueException("there are two different classes " + name + ": the task's, which is of the class"
                    + " loader " + own + ", and one that the class loaders of this Mitogen find before it, in "
                    + found.source() + "; put that loader first: Options.withClassLoaders(first, more), open a"
                    + " Mitogen of its own for it, or rename one of the classes");
        }
    }

    /** Why a class is not sent. */
    static String tooNew(ClassFinder.Found found, String target, int java) {
        int major = found.file().major;
        return "the class " + found.name() + " in " + found.source() + " is of Java " + (major - ClassFile.JAVA_0)
                + " (class file version " + major + "), and " + target + " has Java " + java
                + "; compile it with --release " + java + ", or give " + target + " a newer Java (--java, or the"
                + " connection method's withJava)";
    }
}
