package app;

/** What tasks are made of. In a package of its own: of those of the controller no child runs one. */
public final class Tasks {
    private Tasks() {}

    /** A task starts here. */
    public static final class Starts {
        /** Names another class. */
        public Object uses() {
            return new Used();
        }
    }

    /** Named in a class file. */
    public static final class Used {}

    /** Named in texts only. */
    public static final class ByName {}
}
