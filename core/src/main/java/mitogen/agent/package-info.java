/** The runtime of one context: wires the other rooms together. Nothing else in core imports it. */
package mitogen.agent;
