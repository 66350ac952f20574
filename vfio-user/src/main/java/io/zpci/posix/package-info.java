/**
 * System calls of Linux that the JDK does not have, by the foreign function interface: UNIX sockets
 * that pass descriptors, mapped files, eventfds; and the end of threads that sleep in one. Numbers
 * and layouts are those of 64-bit Linux, which are the same on every architecture that the JDK has.
 */
@NullMarked
package io.zpci.posix;

import org.jspecify.annotations.NullMarked;
