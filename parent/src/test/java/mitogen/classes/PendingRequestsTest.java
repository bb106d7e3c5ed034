package mitogen.classes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import mitogen.agent.Agent;
import mitogen.route.Link;
import mitogen.tree.Closing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose turn it is among the requests of one child. */
@Timeout(30)
final class PendingRequestsTest {
    private final Agent agent = Neighbor.agent();
    private final Link link = new Link(300, "child");
    private final FakeAccount account = new FakeAccount();
    private final Clock clock = new Clock();
    private final PendingRequests requests = new PendingRequests("relay", link, 100, clock);
    private final List<Integer> begun = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    /** A timer whose time comes when the test says so. */
    private static final class Clock extends ScheduledThreadPoolExecutor {
        private final List<Runnable> due = new ArrayList<>();

        Clock() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
            due.add(work);
            return null;
        }

        void tick() {
            List<Runnable> now = List.copyOf(due);
            due.clear();
            now.forEach(Runnable::run);
        }
    }

    private final class Turn implements PendingRequests.Turn {
        private final int number;

        Turn(int number) {
            this.number = number;
        }

        @Override
        public int size() {
            return 1000;
        }

        @Override
        public void begin() {
            begun.add(number);
        }

        @Override
        public void refuse(String reason) {
            refused.add(number + ": " + reason);
        }
    }

    @BeforeEach
    void open() {
        link.account = account;
    }

    @AfterEach
    void close() {
        clock.shutdownNow();
        new Closing(agent).close();
    }

    private List<Turn> add(int count) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            turns.add(new Turn(i));
            requests.add(turns.get(i));
        }
        return turns;
    }

    @Test
    void aFewAreWorkedOnAtATime() {
        List<Turn> turns = add(100);
        assertEquals(64, begun.size());
        requests.done(turns.get(5));
        assertEquals(65, begun.size());
        assertEquals(64, begun.get(64), "in the order in which they came");
        assertEquals(List.of(), refused);
    }

    @Test
    void thoseBeyondTheMostAreRefused() {
        List<Turn> turns = add(101);
        assertEquals(List.of("100: relay has 100 class requests of it to answer already"), refused);
        requests.done(turns.get(0));
        requests.add(new Turn(200));
        assertEquals(1, refused.size(), "there is room again");
    }

    @Test
    void theChildPaysForWhatWaits() {
        account.limit = 2500;
        List<Turn> turns = add(3);
        assertEquals(List.of("2: relay holds too much for child to take another class request"), refused);
        assertEquals(2000, account.kept());
        requests.done(turns.get(0));
        requests.done(turns.get(1));
        assertEquals(0, account.kept());
    }

    @Test
    void nothingBeginsWhileTheChildDoesNotRead() {
        account.full = true;
        add(2);
        assertEquals(1, clock.due.size(), "it is looked again once, for all");
        clock.tick();
        assertEquals(List.of(), begun);
        account.full = false;
        clock.tick();
        assertEquals(List.of(0, 1), begun);
    }

    @Test
    void whatIsPostponedComesFirst() {
        List<Turn> turns = add(65);
        assertFalse(requests.postpone(turns.get(3)), "the child has read all");
        begun.clear();
        account.full = true;
        assertTrue(requests.postpone(turns.get(3)));
        account.full = false;
        clock.tick();
        assertEquals(List.of(3), begun, "before the one that has waited all the time");
    }

    @Test
    void nothingBeginsAfterTheEndOfTheChild() {
        List<Turn> turns = add(65);
        begun.clear();
        requests.close();
        requests.done(turns.get(0));
        requests.add(new Turn(100));
        account.full = true;
        assertFalse(requests.postpone(turns.get(1)), "it is answered, for what that is worth");
        account.full = false;
        clock.tick();
        assertEquals(List.of(), begun);
    }
}
