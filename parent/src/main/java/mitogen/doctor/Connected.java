package mitogen.doctor;

import mitogen.Task;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.parent.Connects;

/** Asks the context that connected another what it knows of that. */
record Connected(int context) implements Task<ConnectReport> {
    @Override
    public ConnectReport run() {
        return Connects.report(context);
    }
}
