package mitogen.calls;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mitogen.Context;
import mitogen.ValueException;
import mitogen.agent.Agent;
import mitogen.classes.ClassPipe;

/**
 * The classes that contexts which are not above this one may name in values: those that the program accepts, and those
 * that the tasks need which were sent from here. Not those that were served, as who asks for a class by its name is
 * served it. Thread-safe; class files are read where a name comes up first, never by a reader thread.
 */
final class Accepted {
    private final Agent agent;
    private final Map<String, Class<?>> types = new ConcurrentHashMap<>();
    private Set<String> needed = Set.of(); // guarded by this, as is the next
    private long looked = -1; // at how much
    private volatile ClassPipe classes;

    Accepted(Agent agent) {
        this.agent = agent;
    }

    /** Sets where the classes of tasks come from; once, at the start. */
    void serve(ClassPipe pipe) {
        classes = pipe;
    }

    /** See {@link Context#accept}. */
    void add(Context context, Class<?>... more) {
        if (context.id() != agent.router.self) {
            throw new IllegalStateException("values are accepted by the context that they arrive in, and this is "
                    + agent.name + "; to accept them in " + context + ", submit a task to it that says"
                    + " Context.current().accept(…)");
        }
        types.putAll(new SignatureTypes().with(more).classes);
    }

    /**
     * The class of that name.
     *
     * @throws ValueException if it is not accepted
     */
    Class<?> type(String name) throws ClassNotFoundException {
        Class<?> type = types.get(name);
        if (type != null) {
            return type;
        }
        if (!isNeeded(name)) {
            throw new ValueException("the class " + name + " was named by a context that is not above " + agent.name
                    + ", and no task that was sent from there needs it; to accept it, say Context.accept("
                    + name.substring(name.lastIndexOf('.') + 1).replace('$', '.')
                    + ".class) there, or name it in the signature of the channel or the service");
        }
        return Class.forName(name, false, agent.loader);
    }

    private synchronized boolean isNeeded(String name) {
        long extent = classes.extent();
        if (!needed.contains(name) && looked != extent) {
            needed = Set.copyOf(classes.needed());
            looked = extent;
        }
        return needed.contains(name);
    }
}
