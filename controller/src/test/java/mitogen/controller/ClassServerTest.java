package mitogen.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import app.Tasks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import mitogen.agent.Agent;
import mitogen.classes.Batch;
import mitogen.classes.Ledgers;
import mitogen.controller.Mitogen.ClassUse;
import mitogen.route.Link;
import mitogen.tree.Closing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes ahead of a task, and in which batches. */
final class ClassServerTest {
    private static final String STARTS = Tasks.Starts.class.getName();
    private static final String USED = Tasks.Used.class.getName();
    private static final String BY_NAME = Tasks.ByName.class.getName();
    private static final int JAVA = Runtime.version().feature();

    private final Options options = Options.defaults().withClassLoader(ClassServerTest.class.getClassLoader());
    private final Agent agent = new Agent(
            options.config(options.settings().write()),
            new byte[0],
            ClassServerTest.class.getClassLoader(),
            null,
            why -> {});
    private final Sources sources = new Sources(options.classes(), options.classLoaders());
    private final ClassFinder finder = new ClassFinder(sources, Set.of("mitogen.Task"));
    private final GivenClasses given = new GivenClasses(
            finder, new Packages(sources), options.classPolicy().classes());
    private final Ledgers ledgers = new Ledgers(agent.router);
    private final BatchStore batches = new BatchStore(agent.router);
    private final Profiles profiles = new Profiles(null);
    private final ResourceRanges ranges = new ResourceRanges("controller");
    private final List<ClassServer> servers = new ArrayList<>();
    private final Link link = new Link(300, "child");

    @AfterEach
    void close() {
        servers.forEach(ClassServer::close);
        ranges.close();
        sources.close();
        new Closing(agent).close();
    }

    private ClassServer server(int budget) {
        ClassServer server = new ClassServer(
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
                budget);
        servers.add(server);
        return server;
    }

    private List<String> names(Collection<Integer> numbers) throws IOException {
        List<String> names = new ArrayList<>();
        for (int number : numbers) {
            for (Batch.Entry entry : Batch.read(agent.router.batches.get(number))) {
                names.add(entry.name());
            }
        }
        return names;
    }

    @Test
    void theClassesOfATaskAreSentInOneBatch() throws IOException {
        Collection<Integer> numbers = server(1 << 20).batches(link, List.of(STARTS), JAVA);
        assertEquals(1, numbers.size());
        assertTrue(
                names(numbers).containsAll(List.of("mitogen.resources.CodeSources", STARTS, USED)),
                names(numbers)::toString);
        assertFalse(names(numbers).contains(BY_NAME));
    }

    @Test
    void whatCrossedTheLinkIsInTheBatchThatBroughtIt() throws IOException {
        ClassServer server = server(1 << 20);
        Collection<Integer> first = server.batches(link, List.of(USED), JAVA);
        Collection<Integer> second = server.batches(link, List.of(STARTS, USED), JAVA);
        assertTrue(second.containsAll(first));
        second.removeAll(first);
        assertEquals(List.of(STARTS), names(second));
    }

    @Test
    void manyChildrenGetTheSameBatches() {
        ClassServer server = server(1 << 20);
        Link other = new Link(301, "other");
        assertEquals(server.batches(link, List.of(STARTS), JAVA), server.batches(other, List.of(STARTS), JAVA));
        server.lost(link);
        assertEquals(1, agent.router.batches.size(), "it is kept for the next");
    }

    @Test
    void theBudgetIsForWhatIsNotKnownToBeNeeded() throws IOException {
        ClassServer server = server(0);
        assertEquals(List.of(), names(server.batches(link, List.of(STARTS), JAVA)));
        ClassFinder.Found found = given.usable(STARTS, JAVA);
        profiles.learn(STARTS, found.bytes(), BY_NAME);
        profiles.learn(STARTS, found.bytes(), "no.such.Type");
        assertEquals(List.of("!no.such.", BY_NAME), names(server.batches(link, List.of(STARTS), JAVA)));
        profiles.complete(STARTS, found.bytes(), List.of(USED));
        assertEquals(
                List.of("!no.such.", BY_NAME, STARTS, USED),
                names(server.batches(link, List.of(STARTS), JAVA)),
                "and now that this is all, it goes without what may be needed");
    }

    @Test
    void ourOwnClassesGoAsTheBuildPackedThem() throws IOException {
        ClassServer server = server(0); // the budget is not for them
        Collection<Integer> numbers = server.batches(link, List.of("mitogen.parent.Parent"), JAVA);
        List<String> names = names(numbers);
        assertEquals(Set.copyOf(OwnBundles.together("mitogen.parent.Parent")), Set.copyOf(names));
        assertEquals(names.size(), Set.copyOf(names).size(), "each once");
        assertEquals(
                numbers, server.batches(link, List.of("mitogen.values.RareValues", "mitogen.parent.Parent"), JAVA));
        profiles.complete(STARTS, given.usable(STARTS, JAVA).bytes(), List.of(STARTS, USED, "mitogen.calls.Mdc"));
        Collection<Integer> known = server.batches(link, List.of(STARTS), JAVA);
        assertTrue(numbers.stream().anyMatch(known::contains), "what has crossed is not sent again");
        known.removeAll(numbers);
        assertEquals(List.of(STARTS, USED), names(known));
        Link other = new Link(301, "other");
        assertEquals(
                Set.of(STARTS, USED, "mitogen.calls.Mdc"),
                Set.copyOf(names(server.batches(other, List.of(STARTS), JAVA))),
                "just what is known to be needed");
    }

    @Test
    void theObserverLearnsWhatWasMissed() throws IOException {
        ClassLog log = new ClassLog();
        ClassLearner learner = new ClassLearner(agent, ledgers, given, batches, profiles, log);
        Collection<Integer> numbers = server(1 << 20).batches(link, List.of(STARTS), JAVA);
        learner.called(300, List.of(STARTS), numbers);
        learner.missed(300, List.of(STARTS), BY_NAME, List.of());
        learner.missed(300, List.of(STARTS), "/words.txt", List.of());
        learner.missed(300, List.of(STARTS), "a/../b", List.of());
        assertEquals(
                List.of(BY_NAME, "/words.txt"),
                profiles.of(STARTS, given.usable(STARTS, JAVA).bytes()).names(),
                "no names that name nothing");
        ClassUse use = log.uses().get(0);
        assertEquals(STARTS, use.task());
        assertEquals(List.of(BY_NAME, "/words.txt", "a/../b"), use.late());
        assertTrue(use.ahead().contains(USED));
        assertTrue(use.packedBytes() > 0 && use.rawBytes() > use.packedBytes(), use::toString);
    }
}
