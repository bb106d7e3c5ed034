package mitogen.classes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classes that a task needs, as far as class files tell: those that it names, and those that they name. What is named
 * by few steps comes first, and superclasses come before the classes that extend them. Always in the same order.
 */
public final class Closure {
    private static final String CONTEXT = "mitogen.Context";

    private static final String VALUES = "mitogen.values.";

    /** Reads and writes what the core does not. */
    private static final String RARE = VALUES + "RareValues";

    /** Classes of ours that are looked up by name, and what they are looked up for. */
    private static final Map<String, String> IMPLIED = Map.of(
            CONTEXT,
            "mitogen.parent.Parent",
            "mitogen.Secret",
            RARE,
            "java.math.BigInteger",
            RARE,
            "java.math.BigDecimal",
            RARE,
            "java.util.EnumSet",
            RARE,
            "java.util.EnumMap",
            RARE,
            "java.util.logging.Logger",
            "mitogen.parent.LogForwarder",
            "java.util.ServiceLoader",
            "mitogen.resources.Resources",
            "java.util.ResourceBundle",
            "mitogen.resources.Resources");

    private static final String CONTROLLER = "mitogen.controller.";

    /** Rooms that a context can do without until it is asked for what they do. They are entered from a task, or from within. */
    private static final List<String> LATER = List.of("mitogen.files.", "mitogen.sockets.");

    /** Where what is followed is found. */
    public interface Finder {
        /** The class file of that name, or null where there is none that travels. */
        ClassFile file(String name);

        /**
         * The names of classes that travel together: that one, and all that they need. Nothing else is looked at then.
         *
         * @return empty if the class goes by itself
         */
        default Collection<String> together(String name) {
            return List.of();
        }
    }

    private final Finder finder;
    private final Set<String> seen = new HashSet<>();
    private final List<String> names = new ArrayList<>();
    private final Set<String> mentioned = new LinkedHashSet<>();
    private final ArrayDeque<Set<String>> next = new ArrayDeque<>();

    private Closure(Finder finder) {
        this.finder = finder;
    }

    /**
     * The names of all classes that the roots need, the roots included.
     *
     * @param roots names of classes; behind a {@code #}, the name and descriptor of a method that alone is needed of it
     * @param alone names of classes of which only their superclasses are needed besides; what else is there is left out
     */
    public static List<String> of(Collection<String> roots, Collection<String> alone, Finder finder) {
        Closure closure = run(roots, finder);
        closure.mentioned.addAll(alone);
        for (String name : closure.mentioned) {
            closure.visitAlone(name);
        }
        return closure.names;
    }

    /** {@link #of} without what other methods of the roots' classes mention: nothing that runs makes one of these. */
    public static List<String> used(Collection<String> roots, Finder finder) {
        return run(roots, finder).names;
    }

    private static Closure run(Collection<String> roots, Finder finder) {
        Closure closure = new Closure(finder);
        for (String root : roots) {
            int at = root.indexOf('#');
            if (at < 0) {
                closure.visit(root, null);
            } else {
                closure.visitMethod(root.substring(0, at), root.substring(at + 1));
            }
        }
        while (!closure.next.isEmpty()) {
            for (String name : closure.next.remove()) {
                closure.visit(name, null);
            }
        }
        return closure;
    }

    /** The class may have been visited for another method of it before. */
    private void visitMethod(String name, String method) {
        ClassFile file = seen.contains(name) ? finder.file(name) : null;
        if (file == null) {
            visit(name, method);
        } else {
            next.add(file.references(method));
        }
    }

    /**
     * A class that other methods of an entry class mention: to verify these, the JVM may have to know whether it is an
     * interface, or what it extends, and no more.
     */
    private void visitAlone(String name) {
        if (name.startsWith("java.") || !seen.add(name)) {
            return;
        }
        ClassFile file = finder.file(name);
        if (file != null) {
            file.supers.forEach(this::visitAlone);
            names.add(name);
        }
    }

    private void visit(String name, String method) {
        if (!seen.add(name)) {
            return;
        }
        String implied = IMPLIED.get(name);
        if (implied != null) {
            next.add(Set.of(implied));
        }
        if (name.startsWith("java.")) {
            return;
        }
        Collection<String> together = finder.together(name);
        if (!together.isEmpty()) {
            names.add(name);
            together.stream().filter(seen::add).forEach(names::add);
            return;
        }
        ClassFile file = finder.file(name);
        if (file == null) {
            return;
        }
        for (String each : file.supers) {
            visit(each, null);
        }
        names.add(name);
        if (name.startsWith(CONTROLLER)) {
            return; // it may be named in a signature, but nobody runs it elsewhere
        }
        next.add(now(name, method == null ? file.references() : file.references(method)));
        if (method != null) {
            mentioned.addAll(file.references());
        }
    }

    /**
     * What a class names, without what can be fetched later. Whoever has a context names its type himself; who sends a
     * number or a log record does not need all that contexts can do.
     */
    private static Set<String> now(String name, Set<String> references) {
        Set<String> now = new LinkedHashSet<>(references);
        for (String room : LATER) {
            if (name.startsWith("mitogen.") && !name.startsWith(room)) {
                now.removeIf(each -> each.startsWith(room));
            }
        }
        if (name.startsWith(VALUES)) {
            now.remove(CONTEXT);
        }
        return now;
    }
}
