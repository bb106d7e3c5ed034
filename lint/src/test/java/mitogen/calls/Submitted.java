package mitogen.calls;

import mitogen.ValueException;

/** Writes tasks as {@code submit} does. */
public final class Submitted {
    private Submitted() {}

    /** Why a task is refused; null if it is sent. */
    public static String refusal(Object task) {
        try {
            TaskWriter writer = new TaskWriter(null, "the task", 1 << 20, -1);
            writer.put(task);
            writer.task(task);
            return null;
        } catch (ValueException e) {
            return e.getMessage();
        }
    }

    /** The classes of values, by which results are judged. */
    public static Class<?>[] values() {
        return ResultTypes.VALUES;
    }
}
