/** Storage of a guest or a process: byte-addressed, big-endian. */
@NullMarked
package io.zpci.storage;

import org.jspecify.annotations.NullMarked;
