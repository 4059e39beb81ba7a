/** How far a download has come. Sizes in bytes, times in seconds. */
export type DownloadProgress = {
  /** "waiting" while another process downloads the same file. */
  phase: "waiting" | "downloading" | "checking" | "unpacking";
  /** What is on disk already, with what earlier, interrupted downloads left there. */
  bytes: number;
  /** The size of the whole, if the server says it. */
  total: number | undefined;
  /** Bytes a second since this download started; 0 before the first byte. */
  rate: number;
  /** How long the rest takes at that rate. */
  secondsLeft: number | undefined;
};

export type DownloadOptions = {
  /** Called a few times a second, and when a phase starts. */
  onProgress?: (progress: DownloadProgress) => void;
  /** Another place to get the same archive from: a mirror. */
  url?: string;
  /** The archive's checksum in hexadecimal, if `url` leads to another one than the official. */
  md5?: string;
  /** Like `md5`, and instead of it. */
  sha256?: string;
  /** Stops the download; what has come stays, and the next call goes on from there. */
  signal?: AbortSignal;
};
