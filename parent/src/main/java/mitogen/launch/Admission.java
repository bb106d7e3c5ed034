package mitogen.launch;

/**
 * How far a tool is with letting us in. An answer is sent only in the step from {@link #WAITING} to {@link #ANSWERED}, so
 * at most once, and never to what runs behind the tool.
 *
 * <table>
 * <caption>The next state</caption>
 * <tr><th>state</th><th>asked by our program</th><th>asked in words</th><th>the shell speaks</th></tr>
 * <tr><td>WAITING, with a password</td><td>ANSWERED</td><td>ANSWERED</td><td>IN</td></tr>
 * <tr><td>WAITING, without one</td><td>NO_ANSWER</td><td>NO_ANSWER</td><td>IN</td></tr>
 * <tr><td>ANSWERED</td><td>WRONG_ANSWER</td><td>ANSWERED</td><td>IN</td></tr>
 * <tr><td>IN, NO_ANSWER, WRONG_ANSWER</td><td colspan="3">as it is</td></tr>
 * </table>
 */
enum Admission {
    /** The tool has asked nothing yet. */
    WAITING,

    /** The tool asked, and has the password. It looks at the password, or has let us in already. */
    ANSWERED,

    /** The tool asked, and there is no password. Final. */
    NO_ANSWER,

    /** The tool asked again, so the password is wrong. Final. */
    WRONG_ANSWER,

    /** The far side's shell has spoken: the tool let us in, and whatever asks now is not the tool. Final. */
    IN;

    /** What is heard of a tool. */
    enum Event {
        /** The program that the tool runs to ask ({@link Askpass}) says so, with words that nobody else knows. */
        ASKED_BY_PROGRAM,

        /** The tool itself asks, in the words that it is known for. Others may print them too, once we are in. */
        ASKED_IN_WORDS,

        /** The script has begun. */
        SHELL
    }

    /** The next state. */
    Admission after(Event event, boolean password) {
        return switch (this) {
            case WAITING -> event == Event.SHELL ? IN : password ? ANSWERED : NO_ANSWER;
            case ANSWERED ->
                switch (event) {
                    case SHELL -> IN;
                    case ASKED_BY_PROGRAM -> WRONG_ANSWER;
                    case ASKED_IN_WORDS -> ANSWERED; // a tool with words of its own ends after a wrong password
                };
            case NO_ANSWER, WRONG_ANSWER, IN -> this;
        };
    }

    /** Whether the tool asked and gets no answer, so that it is ended. */
    boolean refused() {
        return this == NO_ANSWER || this == WRONG_ANSWER;
    }
}
