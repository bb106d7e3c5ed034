package mitogen.classes;

import java.util.Collection;
import mitogen.route.Link;

/** Where the bytes come from that a {@link ClassPipe} sends: classes and resources. Thread-safe. */
public interface ClassStore extends Closure.Finder {
    /**
     * The numbers of batches with what these roots need, in the order in which they are to arrive. The router knows them.
     *
     * @param link the way that they are to go
     * @param roots see {@link Closure#of}
     * @param java the version of Java that the classes are for
     */
    Collection<Integer> batches(Link link, Collection<String> roots, int java);

    /** The class file of that name for the Java that runs here; null if it is not here. */
    @Override
    ClassFile file(String name);

    /** Changes where {@link #file} may find more. */
    long extent();

    /** Answers a request, now or later, on any thread. Called on a reader thread. */
    void find(ClassRequest wanted);

    /** Answers a request, now or later, on any thread. Called on a reader thread. */
    void read(RangeRequest wanted);

    /**
     * Finds out whether a context can run a task, as far as that is known before the task is sent.
     *
     * @param task what is to be called, a lambda for example
     * @throws mitogen.MitogenException if it cannot
     */
    default void check(int context, Class<?> task, Collection<String> roots) {
        // a relay knows no more of its classes than what came from above
    }

    /** A link has ended. */
    default void lost(Link link) {}
}
