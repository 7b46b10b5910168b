// The server's JSON of ways through the graph: paths, times, the view from afar.
import type { Entity, Subgraph } from './api';

export interface Path {
  nodes: string[]; // ids, from one end to the other
  edges: string[][]; // of each hop the ids of its edges, whichever way they point
}

export interface Paths extends Subgraph {
  hops: number;
  paths: Path[];
}

export interface Bucket {
  start: string; // ISO dates, first and last day
  end: string;
  claims: number;
}

export interface Timeline {
  unit: 'day' | 'week' | 'month' | 'year';
  buckets: Bucket[];
  undated: number;
}

export interface Neighbourhood {
  total: number;
  types: Record<string, number>; // neighbours
  relations: Record<string, number>;
}

export interface Community {
  id: string;
  name: string;
  size: number;
  claims: number;
  x: number; // centre and radius, 0 to 1
  y: number;
  r: number;
  top: string[]; // ids of its most reported entities
}

export interface Dot {
  id: string;
  name: string;
  type: Entity['type'];
  community: number; // index into communities, -1 for none
  x: number;
  y: number;
  claims: number;
}

export interface Overview {
  communities: Community[];
  nodes: Dot[];
  links: [number, number][];
  truncated: boolean;
}
