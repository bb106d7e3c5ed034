package mitogen.cli.remote;

import mitogen.Action;

/** The standard input of the command has ended: so does that of its program. */
public record EndInput() implements Action {
    @Override
    public void run() {
        OpenInput.end();
    }
}
