package io.zpci.tests;

import io.zpci.testkit.register.Offset;
import io.zpci.testkit.register.Space;
import io.zpci.testkit.register.StoreBlock;
import io.zpci.testkit.register.Width;

/** What somebody may write on a bad day; docs/register-files.md shows what is said about it. */
@Space(2)
interface WrongRegisters {
  @Offset(0)
  long header();

  @Offset(4)
  @Width(2)
  int returnCode();

  @Offset(0x0c)
  long token();

  @Offset(0x10)
  @Width(8)
  int state();

  @Offset(0xff8)
  @StoreBlock(max = 16)
  void payload(long storageAddress, int length);

  @Space(3)
  @Offset(0)
  int doorbell();

  int version();
}
