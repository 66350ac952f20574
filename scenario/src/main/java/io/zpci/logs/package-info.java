/** Logs that people have: QEMU traces, s390dbf, lspci; what they say, and what can be run of it. */
@NullMarked
package io.zpci.logs;

import org.jspecify.annotations.NullMarked;
