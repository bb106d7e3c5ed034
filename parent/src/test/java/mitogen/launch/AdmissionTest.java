package mitogen.launch;

import static mitogen.launch.Admission.ANSWERED;
import static mitogen.launch.Admission.Event.ASKED_BY_PROGRAM;
import static mitogen.launch.Admission.Event.ASKED_IN_WORDS;
import static mitogen.launch.Admission.Event.SHELL;
import static mitogen.launch.Admission.IN;
import static mitogen.launch.Admission.NO_ANSWER;
import static mitogen.launch.Admission.WAITING;
import static mitogen.launch.Admission.WRONG_ANSWER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private record Row(Admission from, Admission.Event event, boolean password, Admission to) {}

    private static final List<Row> TABLE = List.of(
            new Row(WAITING, ASKED_BY_PROGRAM, true, ANSWERED),
            new Row(WAITING, ASKED_BY_PROGRAM, false, NO_ANSWER),
            new Row(WAITING, ASKED_IN_WORDS, true, ANSWERED),
            new Row(WAITING, ASKED_IN_WORDS, false, NO_ANSWER),
            new Row(WAITING, SHELL, true, IN),
            new Row(WAITING, SHELL, false, IN),
            new Row(ANSWERED, ASKED_BY_PROGRAM, true, WRONG_ANSWER),
            new Row(ANSWERED, ASKED_BY_PROGRAM, false, WRONG_ANSWER),
            new Row(ANSWERED, ASKED_IN_WORDS, true, ANSWERED),
            new Row(ANSWERED, ASKED_IN_WORDS, false, ANSWERED),
            new Row(ANSWERED, SHELL, true, IN),
            new Row(ANSWERED, SHELL, false, IN));

    @Test
    void eachStateWithEachEvent() {
        List<Row> expected = new ArrayList<>(TABLE);
        List<Row> seen = new ArrayList<>();
        for (boolean password : new boolean[] {true, false}) {
            for (Admission.Event event : Admission.Event.values()) {
                for (Admission state : List.of(NO_ANSWER, WRONG_ANSWER, IN)) {
                    expected.add(new Row(state, event, password, state)); // the final ones
                }
                for (Admission state : Admission.values()) {
                    seen.add(new Row(state, event, password, state.after(event, password)));
                }
            }
        }
        assertEquals(expected.size(), seen.size());
        seen.removeAll(expected);
        assertEquals(List.of(), seen);
    }

    /** Questions sends the answer when it sees this step, and no other leads to that state. */
    @Test
    void onlyOneStepSendsAnAnswer() {
        List<Row> answering = TABLE.stream()
                .filter(row -> row.to == ANSWERED && row.from != ANSWERED)
                .toList();
        assertEquals(
                List.of(
                        new Row(WAITING, ASKED_BY_PROGRAM, true, ANSWERED),
                        new Row(WAITING, ASKED_IN_WORDS, true, ANSWERED)),
                answering);
    }
}
