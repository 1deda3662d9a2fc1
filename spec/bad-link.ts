import { complaint, run } from './system.ts';

/** How packets of a bad link fare where netem is missing, in percent: so many are lost, so many are overtaken by those behind them. */
const lost = 10;
const late = 30;

/** Instructions of classic BPF: code, offsets if true and if false, operand. Packets are put into a class of the link by chance. */
const choice = [
  [0x20, 0, 0, 0xfffff038], // a random number (SKF_AD_RANDOM)
  [0x94, 0, 0, 100], // what is left of it divided by 100
  [0x35, 1, 0, lost],
  [0x06, 0, 0, 0x10003],
  [0x35, 1, 0, lost + late],
  [0x06, 0, 0, 0x10002],
  [0x06, 0, 0, 0x10001],
];

/**
 * Makes what a device of a host sends be lost in part, late and out of order; gives why it cannot be done, or null.
 * That is netem's work. Kernels without it have classes of packets mostly: a class takes as long for each as its rate says,
 * the slower one is overtaken by the other, and one loses all.
 */
export function worsen(namespace: string, device: string): string | null {
  const root = ['-n', namespace, 'qdisc', 'replace', 'dev', device, 'root'];
  const why = complaint('tc', ...root, 'netem', 'delay', '20ms', '10ms', 'loss', `${lost}%`, 'reorder', '25%', '50%');
  if (why === null) return null;
  const link = ['dev', device, 'parent', '1:'];
  const classOf = (minor: number, rate: string): readonly string[] => ['-n', namespace, 'class', 'add', ...link, 'classid', `1:${minor}`, 'htb', 'rate', rate, 'burst', '1', 'cburst', '1', 'quantum', '1500'];
  const commands = [
    [...root, 'handle', '1:', 'htb', 'default', '1'],
    classOf(1, '200kbit'),
    classOf(2, '40kbit'),
    classOf(3, '40kbit'),
    ['-n', namespace, 'qdisc', 'add', 'dev', device, 'parent', '1:3', 'bfifo', 'limit', '1'],
    ['-n', namespace, 'filter', 'add', ...link, 'protocol', 'ip', 'bpf', 'bytecode', [choice.length, ...choice.map((each) => each.join(' '))].join(), 'classid', '1:1'],
  ];
  for (const each of commands) {
    const also = complaint('tc', ...each);
    if (also !== null) return `netem: ${why}; classes: ${also}`;
  }
  return null;
}

export function mend(namespace: string, device: string): void {
  run('tc', '-n', namespace, 'qdisc', 'del', 'dev', device, 'root');
}
