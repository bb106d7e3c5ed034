package mitogen.controller;

import java.io.IOException;
import java.util.regex.Pattern;
import mitogen.classes.Batch;
import mitogen.classes.ClassFile;
import mitogen.classes.OwnPackages;

/**
 * Which classes may be given to whom. Not given: names that are no class names, classes of the JDK, and what the
 * {@link ClassPolicy} keeps back. Our own classes are given like others: the packed core leaves out those that only
 * parents need, and an application's class that mentions {@link Mitogen} in a signature would not link without it.
 * Thread-safe.
 */
final class GivenClasses {
    /** What a binary class name may consist of; above all, no way to name a path or a URL. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nl}_$][\\p{L}\\p{N}\\p{Mn}_$.-]{0,1023}");

    private static final String DENIED = "the controller's class policy does not give it away";

    private final ClassFinder finder;
    private final ClassRules policy;
    private final Packages packages;

    GivenClasses(ClassFinder finder, Packages packages, ClassRules policy) {
        this.finder = finder;
        this.packages = packages;
        this.policy = policy;
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.contains("..") && !name.endsWith(".");
    }

    /** The name of the class that a root starts in, see {@link mitogen.classes.Closure#of}. */
    static String entry(String root) {
        int at = root.indexOf('#');
        return at < 0 ? root : root.substring(0, at);
    }

    /** An application may have packages that are called like ours. */
    private boolean isReallyOurs(String name) {
        return OwnPackages.isOurs(name) && finder.isOurs(name);
    }

    /** Whether the policy gives a class of that name, if there is one. */
    boolean mayBeGiven(String name) {
        return isName(name) && (isReallyOurs(name) || policy.gives(name));
    }

    /**
     * The class of that name, if the policy gives it, however new it is.
     *
     * @return null if it is not given, or there is none: {@link #absence} tells why
     * @throws IOException if it is there and cannot be read
     */
    ClassFinder.Found find(String name, int java) throws IOException {
        return mayBeGiven(name) ? finder.find(name, java, isReallyOurs(name)) : null;
    }

    /** The same if a context with that Java can use it; null also where it cannot be read. */
    ClassFinder.Found usable(String name, int java) {
        try {
            ClassFinder.Found found = find(name, java);
            return found == null || found.file().major > java + ClassFile.JAVA_0 ? null : found;
        } catch (IOException | RuntimeException e) {
            return null; // it is not sent ahead; when it is asked for, the answer tells
        }
    }

    /** {@link #usable}, as what is in its class file. */
    ClassFile file(String name, int java) {
        ClassFinder.Found found = usable(name, java);
        return found == null ? null : found.file();
    }

    /** Whether there is no class of that name for contexts. */
    boolean isAbsent(String name, int java) {
        try {
            return find(name, java) == null;
        } catch (IOException | RuntimeException e) {
            return false; // it is there, but cannot be read
        }
    }

    /** Word for a context that it gets no class of that name. */
    Batch.Entry absence(String name) {
        if (!isName(name)) {
            return Packages.absence(name, "that is no class name");
        }
        return mayBeGiven(name) ? packages.absence(name) : Packages.absence(name, DENIED);
    }
}
