package mitogen.cli.copy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import mitogen.cli.options.SessionOptions;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.system.Terminal;
import mitogen.cli.work.Execution;
import picocli.CommandLine.Mixin;

/** What {@code put} and {@code get} have in common: their options, the checks of these, and the run. */
abstract class CopyCommand implements Callable<Integer> {
    @Mixin
    final TargetOptions options = new TargetOptions();

    @Mixin
    final CopyOptions copying = new CopyOptions();

    @Mixin
    private SessionOptions session;

    final Terminal terminal;

    CopyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Checks the options and paths; gives all paths but the last.
     *
     * @param last what the last path is called in the help
     */
    final List<String> sources(String command, List<String> paths, String last) {
        terminal.surroundings().checkFileRights();
        options.check();
        copying.check();
        options.requireTarget(command, paths);
        session.check(terminal.surroundings());
        OwnFiles.checkCount(paths, last);
        return paths.subList(0, paths.size() - 1);
    }

    /** A path of this machine, as it was given from the working directory. */
    final Path here(String path) {
        return terminal.surroundings().path(OwnFiles.path(path));
    }

    final int run(boolean toTarget, CopyWork.Plan plan) {
        CopyWork work = new CopyWork(copying, toTarget, plan);
        options.showAs(work::output);
        return Execution.run(terminal, options, work);
    }
}
