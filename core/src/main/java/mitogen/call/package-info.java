/** What the public nouns need of the calls, contexts and receivers of the parent module that is not for everybody. */
package mitogen.call;
