package mitogen.launch;

import static mitogen.launch.Admission.Act.ANSWER;
import static mitogen.launch.Admission.Act.KILL;
import static mitogen.launch.Admission.Act.NOTHING;
import static mitogen.launch.Admission.Input.ASKED_BY_PROGRAM;
import static mitogen.launch.Admission.Input.ASKED_IN_WORDS;
import static mitogen.launch.Admission.Input.SCRIPT;
import static mitogen.launch.Admission.Input.SCRIPT_ASTRAY;
import static mitogen.launch.Admission.State.ANSWERED;
import static mitogen.launch.Admission.State.ASTRAY;
import static mitogen.launch.Admission.State.IN;
import static mitogen.launch.Admission.State.NO_ANSWER;
import static mitogen.launch.Admission.State.WAITING;
import static mitogen.launch.Admission.State.WRONG_ANSWER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mitogen.launch.Admission.Act;
import mitogen.launch.Admission.Input;
import mitogen.launch.Admission.State;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private record Row(State from, boolean password, Input input, State to, Act act) {}

    private static final List<Row> TABLE = List.of(
            new Row(WAITING, true, ASKED_BY_PROGRAM, ANSWERED, ANSWER),
            new Row(WAITING, true, ASKED_IN_WORDS, ANSWERED, ANSWER),
            new Row(WAITING, true, SCRIPT, IN, NOTHING),
            new Row(WAITING, true, SCRIPT_ASTRAY, ASTRAY, KILL),
            new Row(WAITING, false, ASKED_BY_PROGRAM, NO_ANSWER, KILL),
            new Row(WAITING, false, ASKED_IN_WORDS, NO_ANSWER, KILL),
            new Row(WAITING, false, SCRIPT, IN, NOTHING),
            new Row(WAITING, false, SCRIPT_ASTRAY, ASTRAY, KILL),
            new Row(ANSWERED, true, ASKED_BY_PROGRAM, WRONG_ANSWER, KILL),
            new Row(ANSWERED, true, ASKED_IN_WORDS, ANSWERED, NOTHING),
            new Row(ANSWERED, true, SCRIPT, IN, NOTHING),
            new Row(ANSWERED, true, SCRIPT_ASTRAY, ASTRAY, KILL));

    /** Ways to the states; those that are reached without a password only with {@code false}. */
    private static final Map<State, List<Input>> WAYS = Map.of(
            WAITING, List.of(),
            ANSWERED, List.of(ASKED_BY_PROGRAM),
            NO_ANSWER, List.of(ASKED_BY_PROGRAM),
            WRONG_ANSWER, List.of(ASKED_BY_PROGRAM, ASKED_BY_PROGRAM),
            ASTRAY, List.of(SCRIPT_ASTRAY),
            IN, List.of(SCRIPT));

    private static boolean exists(State state, boolean password) {
        return password ? state != NO_ANSWER : state != ANSWERED && state != WRONG_ANSWER;
    }

    @Test
    void eachStateWithEachInput() {
        List<Row> expected = new ArrayList<>(TABLE);
        List<Row> seen = new ArrayList<>();
        for (boolean password : new boolean[] {true, false}) {
            for (State from : State.values()) {
                for (Input input : Input.values()) {
                    if (!exists(from, password)) {
                        continue;
                    }
                    if (from != WAITING && from != ANSWERED) {
                        expected.add(new Row(from, password, input, from, NOTHING)); // the final ones
                    }
                    Admission admission = new Admission(password);
                    WAYS.get(from).forEach(admission::on);
                    assertEquals(from, admission.state(), "the way there");
                    Act act = admission.on(input);
                    seen.add(new Row(from, password, input, admission.state(), act));
                }
            }
        }
        assertEquals(expected.size(), seen.size());
        seen.removeAll(expected);
        assertEquals(List.of(), seen);
    }

    @Test
    void whetherItWasAnsweredIsKept() {
        Admission admission = new Admission(true);
        assertFalse(admission.answered());
        admission.on(ASKED_IN_WORDS);
        assertTrue(admission.answered());
        admission.on(SCRIPT);
        assertTrue(admission.answered());
        Admission none = new Admission(false);
        none.on(ASKED_IN_WORDS);
        assertFalse(none.answered());
    }
}
