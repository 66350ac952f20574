package io.zpci.nativedriver;

import java.lang.foreign.MemorySegment;

/** The functions of {@code calls.c}. */
interface Calls {
  @NativeFunction("next_count")
  int nextCount();

  @NativeFunction("handle")
  int handle(MemorySegment pdev);

  @NativeFunction("describe")
  long describe(MemorySegment pdev, int what);

  @NativeFunction("load")
  int load(MemorySegment data, long request, long offset);

  @NativeFunction("load_value")
  long loadValue(long request, long offset);

  @NativeFunction("load_constant")
  int loadConstant(long request);

  @NativeFunction("load_own")
  int loadOwn(long request, long offset);

  @NativeFunction("own")
  long own(int at);

  @NativeFunction("load_struct")
  long loadStruct(long request, long offset);

  @NativeFunction("store")
  int store(long value, long request, long offset);

  @NativeFunction("store_block")
  int storeBlock(MemorySegment data, long request, long offset);

  @NativeFunction("store_block")
  int storeBlockAt(@StorageAddress long data, long request, long offset);

  @NativeFunction("store_stack")
  int storeStack(long request, long offset, int place);

  @NativeFunction("store_data")
  int storeData(long request, long offset, boolean constant);

  @NativeFunction("store_struct")
  int storeStruct(long request, long offset);

  @NativeFunction("store_heap")
  int storeHeap(long request);

  @NativeFunction("bad_then_good")
  int badThenGood(long request);

  @NativeFunction("read_after_bad")
  int readAfterBad(long request);

  @NativeFunction("map_bar")
  long mapBar(MemorySegment pdev, int bar);

  @NativeFunction("unmap_bar")
  void unmapBar(MemorySegment pdev, long address);

  @NativeFunction("read_io")
  long readIo(long address, int width, boolean big);

  @NativeFunction("write_io")
  void writeIo(long address, int width, boolean big, long value);

  @NativeFunction("zload")
  int zload(@StorageAddress long data, long address, long length);

  @NativeFunction("zstore")
  int zstore(long address, long value, long length);

  @NativeFunction("zblock")
  int zblock(long target, @StorageAddress long source, long length);

  @NativeFunction("copy_to")
  int copyTo(long target, @StorageAddress long source, long count);

  @NativeFunction("copy_from")
  int copyFrom(@StorageAddress long target, long source, long count);

  @NativeFunction("copy_bss")
  int copyBss(long address, long count);

  @NativeFunction("copy_past_bss")
  int copyPastBss(long address);

  @NativeFunction("fill")
  int fill(long target, int value, long count);

  @NativeFunction("config")
  int config(MemorySegment pdev, int where, int width);

  @NativeFunction("command_bits")
  int commandBits(MemorySegment pdev);

  @NativeFunction("take")
  @StorageAddress
  long take(long size, boolean zero);

  @NativeFunction("take_array")
  @StorageAddress
  long takeArray(long n, long size);

  @NativeFunction("give")
  void give(MemorySegment p);

  @NativeFunction("give")
  void giveAt(@StorageAddress long p);

  @NativeFunction("page")
  long page();

  @NativeFunction("coherent")
  @StorageAddress
  long coherent(MemorySegment pdev, long size);

  @NativeFunction("coherent_handle")
  long coherentHandle();

  @NativeFunction("free_coherent")
  void freeCoherent(MemorySegment pdev, long size, @StorageAddress long p, long handle);

  @NativeFunction("map")
  long map(MemorySegment pdev, @StorageAddress long p, long size, int direction);

  @NativeFunction("map_stack")
  long mapStack(MemorySegment pdev);

  @NativeFunction("map_failed")
  boolean mapFailed(MemorySegment pdev, long handle);

  @NativeFunction("unmap")
  void unmap(MemorySegment pdev, long handle, long size, int direction);

  @NativeFunction("ask_irq")
  int askIrq(MemorySegment pdev, int which);

  @NativeFunction("end_irq")
  void endIrq(MemorySegment pdev);

  @NativeFunction("seen_irqs")
  int seenIrqs();

  @NativeFunction("wait_some")
  void waitSome();

  @NativeFunction("say")
  void say(MemorySegment pdev, int number);

  @NativeFunction("say_much")
  void sayMuch(int lines);

  @NativeFunction("lock")
  void lock(int times);

  @NativeFunction("unlock_free")
  void unlockFree();

  @NativeFunction("try_lock")
  boolean tryLock();

  @NativeFunction("check")
  int check(int what);

  @NativeFunction("arithmetic")
  long arithmetic(int what);

  @NativeFunction("types")
  long types(boolean truth, byte eight, short sixteen, char unsigned, int thirtyTwo);

  @NativeFunction("negate")
  boolean negate(boolean truth);

  @NativeFunction("back_byte")
  byte backByte(byte value);

  @NativeFunction("back_half")
  short backHalf(short value);

  @NativeFunction("back_unsigned_half")
  char backUnsignedHalf(char value);

  @NativeFunction("same")
  MemorySegment same(MemorySegment p);

  @NativeFunction("stack_pointer")
  @StorageAddress
  long stackPointer();

  @NativeFunction("on_a_thread")
  int onAThread(long request);

  @NativeFunction("many")
  int many(@StorageAddress long block, long blockRequest, long at, long loadRequest, long n);

  default int two() {
    nextCount();
    return nextCount();
  }
}
