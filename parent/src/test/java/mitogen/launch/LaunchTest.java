package mitogen.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import mitogen.ConnectFailedException.Stage;
import mitogen.launch.Launch.Act;
import mitogen.launch.Launch.State;
import mitogen.launch.Marker.Word;
import org.junit.jupiter.api.Test;

/** The launch of a context, state by state and event by event, without a process. */
final class LaunchTest {
    /** Shortest ways to the states. */
    private static final Map<State, String> WAYS = Map.ofEntries(
            Map.entry(State.WAITING, ""),
            Map.entry(State.CONNECTING, "turn"),
            Map.entry(State.SHELL, "turn sh"),
            Map.entry(State.NO_JAVA, "turn sh nojava"),
            Map.entry(State.PACKING, "turn sh nojava ended sh platform"),
            Map.entry(State.SENDING, "turn sh nojava ended sh platform send"),
            Map.entry(State.UNPACKING, "turn sh nojava ended sh platform send unpack"),
            Map.entry(State.READY, "turn sh nojava ended sh platform send unpack ready"),
            Map.entry(State.JAVA, "turn sh java"),
            Map.entry(State.UP, "turn sh java up"),
            Map.entry(State.STOPPING, "turn cancelled"),
            Map.entry(State.OVER, "turn over"));

    /** What happens, besides these the words of the scripts. */
    private static final List<String> EVENTS =
            List.of("turn", "started", "progress", "ended", "ended-too-old", "over", "late", "cancelled");

    /**
     * For a tool that may ask, a command that may be run again, and a Java that may be sent. What is not here changes
     * nothing, and nothing is to be done.
     */
    private static final String TABLE = """
            WAITING    | turn                            | CONNECTING | RUN RESTART_DEADLINE
            WAITING    | ended ended-too-old over cancelled | OVER    | STOP_DEADLINE FAIL
            CONNECTING | sh norun noscratch noruntime noroom notools | SHELL | END_TURN SEND_CORE
            CONNECTING | platform send unpack ready      | SHELL      | END_TURN SEND_CORE
            CONNECTING | nojava old                      | NO_JAVA    | END_TURN SEND_CORE KILL
            CONNECTING | java                            | JAVA       | END_TURN SEND_CORE
            CONNECTING | up                              | UP         | END_TURN SEND_CORE STOP_DEADLINE
            CONNECTING | ended ended-too-old             | WAITING    | TRY_AGAIN
            SHELL      | java                            | JAVA       |
            SHELL      | up                              | UP         | STOP_DEADLINE
            SHELL      | nojava old                      | NO_JAVA    | KILL
            NO_JAVA    | ended ended-too-old             | CONNECTING | RUN_WITH_JAVA RESTART_DEADLINE
            PACKING    | send                            | SENDING    | RESTART_DEADLINE TELL_SENDER
            PACKING    | ready                           | READY      | RESTART_DEADLINE TELL_SENDER
            SENDING    | unpack                          | UNPACKING  | RESTART_DEADLINE
            UNPACKING  | ready                           | READY      | RESTART_DEADLINE TELL_SENDER
            READY      | java                            | JAVA       |
            READY      | up                              | UP         | STOP_DEADLINE
            JAVA       | up                              | UP         | STOP_DEADLINE
            JAVA       | ended-too-old                   | CONNECTING | RUN_WITH_JAVA RESTART_DEADLINE
            UP         | ended ended-too-old over        | OVER       | END

            SHELL PACKING SENDING UNPACKING READY STOPPING | ended ended-too-old | OVER | STOP_DEADLINE FAIL
            JAVA | ended | OVER | STOP_DEADLINE FAIL
            CONNECTING SHELL NO_JAVA PACKING SENDING UNPACKING READY JAVA STOPPING | over | OVER | STOP_DEADLINE FAIL
            CONNECTING SHELL NO_JAVA PACKING SENDING UNPACKING READY JAVA | late cancelled | STOPPING | KILL
            CONNECTING SHELL NO_JAVA PACKING SENDING UNPACKING READY JAVA | progress | = | RESTART_DEADLINE
            WAITING SHELL NO_JAVA PACKING SENDING UNPACKING READY JAVA UP STOPPING OVER | started | = | KILL
            UP STOPPING OVER | cancelled | = | KILL
            """;

    private static Launch launch(String way) {
        return after(new Launch(true, true, true), way);
    }

    private static Launch after(Launch launch, String events) {
        for (String event : events.split(" ")) {
            if (!event.isEmpty()) {
                feed(launch, event);
            }
        }
        return launch;
    }

    private static List<Act> feed(Launch launch, String event) {
        return switch (event) {
            case "turn" -> launch.turn();
            case "started" -> launch.started();
            case "progress" -> launch.progress();
            case "ended" -> launch.ended(false);
            case "ended-too-old" -> launch.ended(true);
            case "over" -> launch.over();
            case "late" -> launch.outOfTime();
            case "cancelled" -> launch.cancelled();
            default -> launch.said(new Marker("", Word.valueOf(event.toUpperCase(Locale.ROOT)), "rest of " + event));
        };
    }

    private static String row(State from, String event, State to, String acts) {
        return (from + " " + event + " -> " + to + " " + acts).strip();
    }

    private static Map<String, String> expected() {
        Map<String, String> rows = new HashMap<>();
        for (String line : TABLE.split("\n+")) {
            String[] cells = line.split(" *\\| *", -1);
            for (String from : cells[0].split(" ")) {
                for (String event : cells[1].split(" ")) {
                    State to = State.valueOf(cells[2].equals("=") ? from : cells[2]);
                    String before = rows.put(from + event, row(State.valueOf(from), event, to, cells[3]));
                    assertNull(before, "twice in the table");
                }
            }
        }
        return rows;
    }

    @Test
    void eachStateWithEachEvent() {
        Map<String, String> rows = expected();
        List<String> events = Stream.concat(
                        EVENTS.stream(),
                        Stream.of(Word.values()).map(word -> word.name().toLowerCase(Locale.ROOT)))
                .toList();
        List<String> wanted = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (State from : State.values()) {
            for (String event : events) {
                Launch launch = launch(WAYS.get(from));
                assertEquals(from, launch.state(), "the way there");
                List<Act> acts = feed(launch, event);
                String names = String.join(" ", acts.stream().map(Act::name).toList());
                seen.add(row(from, event, launch.state(), names));
                wanted.add(rows.getOrDefault(from + event, row(from, event, from, "")));
            }
        }
        assertEquals(String.join("\n", wanted), String.join("\n", seen));
        assertEquals(State.values().length * (EVENTS.size() + Word.values().length), seen.size());
    }

    @Test
    void whereNothingIsAskedTheCoreDoesNotWaitForTheShell() {
        Launch launch = new Launch(false, true, true);
        launch.turn();
        assertEquals(List.of(Act.SEND_CORE), launch.started());
        assertEquals(List.of(Act.END_TURN), feed(launch, "sh"));
        Launch asks = launch("turn");
        assertEquals(List.of(), asks.started());
    }

    @Test
    void whoTakesAJavaAlongGetsTheCoreFromWhoSendsThat() {
        Launch launch = new Launch(false, false, true);
        after(launch, "turn started sh nojava ended");
        assertEquals(List.of(), launch.started());
        assertEquals(List.of(Act.END_TURN), feed(launch, "sh"));
        assertEquals(List.of(Act.STOP_DEADLINE, Act.SEND_JAVA), feed(launch, "platform"));
        Launch asks = launch("turn sh nojava ended");
        assertEquals(List.of(Act.END_TURN), feed(asks, "sh"));
    }

    @Test
    void whoTakesAJavaAlongDoesNotStartOneThatIsThere() {
        Launch launch = launch("turn sh nojava ended sh");
        for (String word : List.of("java", "up", "nojava", "old", "send", "unpack", "ready")) {
            assertEquals(List.of(), feed(launch, word));
            assertEquals(State.SHELL, launch.state());
        }
    }

    @Test
    void aJavaIsSentOnce() {
        for (String end : List.of("ended", "ended-too-old")) {
            Launch launch = launch(WAYS.get(State.READY) + " java");
            assertEquals(List.of(Act.STOP_DEADLINE, Act.FAIL), feed(launch, end));
        }
    }

    @Test
    void whereNoJavaMayBeSentTheLackOfOneIsTheEnd() {
        Launch launch = after(new Launch(false, true, false), "turn sh");
        assertEquals(List.of(), feed(launch, "nojava"));
        assertEquals(List.of(Act.STOP_DEADLINE, Act.FAIL), feed(launch, "ended"));
        assertEquals("rest of nojava", launch.complaint().rest());
        Launch old = after(new Launch(false, true, false), "turn sh java");
        assertEquals(List.of(Act.STOP_DEADLINE, Act.FAIL), feed(old, "ended-too-old"));
    }

    @Test
    void whatLeadsNowhereElseIsNotTriedAgain() {
        Launch launch = after(new Launch(false, false, true), "turn");
        assertEquals(List.of(Act.STOP_DEADLINE, Act.FAIL), feed(launch, "ended"));
    }

    @Test
    void allAttemptsTogetherHaveTheTimeOfOne() {
        Launch launch = launch("turn ended");
        assertEquals(List.of(Act.RUN), launch.turn());
        assertEquals(List.of(), after(launch, "ended late").outOfTime());
        assertTrue(launch.isGivenUp(), "whoever pauses is to see it");
        assertTrue(launch.isLate());
    }

    @Test
    void oneThatWasCancelledWaitsForNoTurn() {
        Launch launch = launch("turn ended cancelled");
        assertTrue(launch.isGivenUp());
        assertFalse(launch.isLate());
        assertEquals(List.of(), launch.turn());
    }

    /** How far it came is told also when it is over. */
    @Test
    void stages() {
        Map<State, Stage> stages = Map.of(
                State.CONNECTING, Stage.CONNECTING,
                State.SHELL, Stage.SHELL,
                State.NO_JAVA, Stage.SHELL,
                State.PACKING, Stage.RUNTIME,
                State.READY, Stage.RUNTIME,
                State.JAVA, Stage.JAVA);
        stages.forEach((state, stage) -> {
            assertEquals(stage, launch(WAYS.get(state)).stage());
            assertEquals(stage, launch(WAYS.get(state) + " cancelled over").stage());
        });
        assertEquals(
                Stage.CONNECTING, launch(WAYS.get(State.NO_JAVA) + " ended").stage(), "that of the next process");
    }

    @Test
    void whatWasSaid() {
        Launch launch = launch("turn sh");
        launch.said(new Marker("", Word.JAVA, "/usr/bin/java"));
        assertEquals("/usr/bin/java", launch.java());
        launch.said(new Marker("", Word.UP, "21"));
        assertEquals(21, launch.version());
        for (String nonsense : List.of("", "0", "x", "99999999999")) {
            Launch other = launch("turn sh java");
            other.said(new Marker("", Word.UP, nonsense));
            assertEquals(17, other.version(), nonsense);
        }
        Launch complains = launch("turn sh norun noscratch");
        assertEquals(Word.NORUN, complains.complaint().word(), "the first one");
        assertNull(launch("turn sh nojava ended").complaint(), "that was the process before");
    }
}
