package mitogen.cli.contexts;

import java.util.List;
import java.util.logging.Level;
import mitogen.Call;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Mitogen.ClassUse;
import mitogen.controller.Options;

/** A tree for one command, which ends with it. What its controller logs is printed where the command prints. */
public final class OwnTree implements Tree {
    private final OwnLog log;
    private final Mitogen mitogen;

    public OwnTree(ContextOutput output, Level level, Options options) {
        log = OwnLog.to(output, level);
        mitogen = Mitogen.open(options.withOutput(output).withLogLevel(level));
    }

    @Override
    public Context root() {
        return mitogen.context();
    }

    @Override
    public void drain() {
        mitogen.drain();
    }

    @Override
    public List<ClassUse> classReport() {
        return mitogen.classReport();
    }

    @Override
    public <T> Call<T> begun(Call<T> call) {
        return call;
    }

    @Override
    public void close() {
        mitogen.close();
        log.close();
    }
}
