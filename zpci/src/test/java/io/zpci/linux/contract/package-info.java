/** Contract of {@link io.zpci.linux.LinuxIo}. */
@NullMarked
package io.zpci.linux.contract;

import org.jspecify.annotations.NullMarked;
