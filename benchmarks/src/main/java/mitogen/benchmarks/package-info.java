/** Measures what Mitogen costs, end to end, next to what the same thing costs without it. See docs/internals/performance.md. */
package mitogen.benchmarks;
