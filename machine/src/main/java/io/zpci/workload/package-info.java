/** What a guest or a process does: single operations. */
@NullMarked
package io.zpci.workload;

import org.jspecify.annotations.NullMarked;
