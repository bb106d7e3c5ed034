/**
 * Channels: receivers, copies of senders wherever they went, credit, and ends that are always heard of. It knows nothing
 * of services, nor of how a child is started.
 */
package mitogen.channels;
