package mitogen.controller;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import mitogen.agent.Agent;
import mitogen.classes.ClassPipe;
import mitogen.classes.Ledgers;
import mitogen.controller.Mitogen.ClassUse;

/** What the controller gives to contexts: classes, resources and runtimes. Puts together who finds, packs and learns. */
final class ClassPath implements AutoCloseable {
    private final Sources sources;
    private final Profiles profiles;
    private final ClassLog log; // or null
    private final ClassLearner learner;
    private final ClassServer classes;
    private final ResourceRanges ranges;
    private final RuntimeStore runtimes;

    /** The pipe that gives it to them. */
    final ClassPipe pipe;

    /**
     * The class path of a controller.
     *
     * @param core the names of the classes that every context has
     */
    ClassPath(Agent agent, Sources sources, byte[] core, Options options) {
        this.sources = sources;
        ClassFinder finder = new ClassFinder(sources, Set.of(new String(core, StandardCharsets.UTF_8).split("\n")));
        GivenClasses given = new GivenClasses(
                finder, new Packages(sources), options.classPolicy().classes());
        Ledgers ledgers = new Ledgers(agent.router);
        BatchStore batches = new BatchStore(agent.router);
        profiles = new Profiles(options.profiles());
        log = options.classReport() ? new ClassLog() : null;
        ranges = new ResourceRanges(agent.name);
        runtimes = new RuntimeStore(options.runtimes(), ranges);
        learner = new ClassLearner(agent, ledgers, given, batches, profiles, log);
        classes = new ClassServer(
                agent,
                given,
                profiles,
                new Preflight(agent.router, ledgers, sources, finder),
                new ResourceServer(
                        agent,
                        given,
                        sources,
                        ranges,
                        batches,
                        options.classPolicy().resources()),
                batches,
                options.classBudget());
        pipe = new ClassPipe(agent, ledgers, classes, runtimes, learner);
    }

    List<ClassUse> uses() {
        if (log == null) {
            throw new IllegalStateException("there is no class report; ask for it with Options.withClassReport(true)");
        }
        return log.uses();
    }

    /** All contexts are about to be closed. */
    void closing() {
        learner.closingAll();
    }

    @Override
    public void close() {
        classes.close();
        profiles.save();
        runtimes.close();
        ranges.close();
        sources.close();
    }
}
