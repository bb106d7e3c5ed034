package mitogen.launch;

/**
 * How far a tool is with letting us in: from the start of its process to the first word of the script, which a shell at
 * the far side runs. A state machine that only decides. {@link ShellProcess} reports what it hears, carries out the act that
 * is returned, and guards the machine. It does not matter what the script is for.
 *
 * <p>An answer is sent only in the step from {@link State#WAITING} to {@link State#ANSWERED}, so at most once, and never to
 * what runs behind the tool.
 *
 * <table>
 * <caption>The next state, and what is to be done</caption>
 * <tr><th>state</th><th>asked by our program</th><th>asked in words</th><th>script</th><th>script astray</th></tr>
 * <tr><td>WAITING, with a password</td><td>ANSWERED: answer</td><td>ANSWERED: answer</td><td>IN</td><td>ASTRAY: kill</td></tr>
 * <tr><td>WAITING, without one</td><td>NO_ANSWER: kill</td><td>NO_ANSWER: kill</td><td>IN</td><td>ASTRAY: kill</td></tr>
 * <tr><td>ANSWERED</td><td>WRONG_ANSWER: kill</td><td>as it is</td><td>IN</td><td>ASTRAY: kill</td></tr>
 * <tr><td>all others</td><td colspan="4">as it is</td></tr>
 * </table>
 */
final class Admission {
    enum State {
        /** The tool has asked nothing yet. */
        WAITING,
        /** The tool asked, and has the password. It looks at the password, or has let us in already. */
        ANSWERED,
        /** The tool asked, and there is no password. Final. */
        NO_ANSWER,
        /** The tool asked again, so the password is wrong. Final. */
        WRONG_ANSWER,
        /** The script speaks to standard error, where nothing can be read from it. Final. */
        ASTRAY,
        /** The script has spoken: the tool let us in, and whatever asks now is not the tool. Final. */
        IN
    }

    /** What is heard of a tool. */
    enum Input {
        /** The program that the tool runs to ask ({@link Askpass}) says so, with words that nobody else knows. */
        ASKED_BY_PROGRAM,
        /** The tool itself asks, in the words that it is known for. Others may print them too, once we are in. */
        ASKED_IN_WORDS,
        /** The script says something. */
        SCRIPT,
        /** The script begins, but what it says comes to standard error. */
        SCRIPT_ASTRAY
    }

    /** What is to be done then. */
    enum Act {
        NOTHING,
        /** The password is to be written to the tool. */
        ANSWER,
        /** The tool is to be ended: it would ask on, or it is of no use. */
        KILL
    }

    private final boolean password;
    private State state = State.WAITING;
    private boolean answered;

    /** @param password whether there is one */
    Admission(boolean password) {
        this.password = password;
    }

    Act on(Input input) {
        State before = state;
        state = after(input);
        answered |= state == State.ANSWERED;
        if (state == before) {
            return Act.NOTHING;
        }
        return switch (state) {
            case ANSWERED -> Act.ANSWER;
            case NO_ANSWER, WRONG_ANSWER, ASTRAY -> Act.KILL;
            case WAITING, IN -> Act.NOTHING;
        };
    }

    private State after(Input input) {
        if (state != State.WAITING && state != State.ANSWERED) {
            return state;
        }
        return switch (input) {
            case SCRIPT -> State.IN;
            case SCRIPT_ASTRAY -> State.ASTRAY;
            case ASKED_BY_PROGRAM -> state == State.WAITING ? first() : State.WRONG_ANSWER;
            case ASKED_IN_WORDS ->
                state == State.WAITING ? first() : state; // a tool with words of its own ends after a wrong password
        };
    }

    private State first() {
        return password ? State.ANSWERED : State.NO_ANSWER;
    }

    State state() {
        return state;
    }

    /** Whether the password was sent. */
    boolean answered() {
        return answered;
    }
}
