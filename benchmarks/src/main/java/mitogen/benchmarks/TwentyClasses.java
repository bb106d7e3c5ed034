package mitogen.benchmarks;

import mitogen.Task;

/** A task that uses twenty classes of its own, one after the other. */
record TwentyClasses() implements Task<Integer> {
    @Override
    public Integer run() {
        int sum = new C1(1).n() + new C2(1).n() + new C3(1).n() + new C4(1).n() + new C5(1).n();
        sum += new C6(1).n() + new C7(1).n() + new C8(1).n() + new C9(1).n() + new C10(1).n();
        sum += new C11(1).n() + new C12(1).n() + new C13(1).n() + new C14(1).n() + new C15(1).n();
        return sum + new C16(1).n() + new C17(1).n() + new C18(1).n() + new C19(1).n() + new C20(1).n();
    }

    record C1(int n) {}

    record C2(int n) {}

    record C3(int n) {}

    record C4(int n) {}

    record C5(int n) {}

    record C6(int n) {}

    record C7(int n) {}

    record C8(int n) {}

    record C9(int n) {}

    record C10(int n) {}

    record C11(int n) {}

    record C12(int n) {}

    record C13(int n) {}

    record C14(int n) {}

    record C15(int n) {}

    record C16(int n) {}

    record C17(int n) {}

    record C18(int n) {}

    record C19(int n) {}

    record C20(int n) {}
}
