package mitogen.cli.contexts;

import java.util.List;
import mitogen.Call;
import mitogen.Context;
import mitogen.controller.Mitogen.ClassUse;

/** The tree of contexts that a command works with. It belongs to the command, or to a session, which keeps it. */
public interface Tree extends AutoCloseable {
    /** The controller's own context. */
    Context root();

    /** Has all printed that has arrived so far. */
    void drain();

    /** See {@link mitogen.controller.Mitogen#classReport}. */
    List<ClassUse> classReport();

    /** A call of the command is under way, and ends with the command. */
    <T> Call<T> begun(Call<T> call);

    /** Ends all that the command has begun. */
    @Override
    void close();
}
