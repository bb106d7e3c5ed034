package mitogen.classes;

import java.util.Collection;

/** Is told which classes tasks need, to learn from it. Thread-safe. */
public interface ClassObserver {
    /** Learns nothing. */
    ClassObserver NONE = new ClassObserver() {};

    /**
     * A task is about to be sent.
     *
     * @param roots see {@link Closure#of}
     * @param batches those that go ahead of it, as far as they cross the link for the first time
     */
    default void called(int context, Collection<String> roots, Collection<Integer> batches) {}

    /**
     * A context asked for something that did not come ahead. Called before it hears the answer.
     *
     * @param roots of the task that it probably needs it for
     * @param name of a class, or, behind a slash, of a resource
     * @param batches the answer, as far as it crosses the link for the first time
     */
    default void missed(int context, Collection<String> roots, String name, Collection<Integer> batches) {}

    /** Somebody here is about to close a context. */
    default void closing(int context) {}
}
