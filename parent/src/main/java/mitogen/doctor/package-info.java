/** What there is to know of the path to a context, hop by hop, and whether anything was left there. */
package mitogen.doctor;
