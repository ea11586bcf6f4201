import os, pika, sys, time, uuid, socket, struct
def pump(c, seconds):
    """Works for so long; process_data_events alone returns after the first event."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0: c.process_data_events(left)
def pump_until(c, done):
    """Works until something is so, at most 5 s: what comes next must not overtake it on a busy machine."""
    end = time.monotonic() + 5
    while not done() and (left := end - time.monotonic()) > 0: c.process_data_events(left)
vh=os.environ.get('AMQP_VHOST','/')
def P(**k): return pika.ConnectionParameters(os.environ.get('AMQP_HOST','127.0.0.1'),int(os.environ.get('AMQP_PORT','5672')),virtual_host=k.pop('vhost',vh),**k)
U=lambda: 'p-'+uuid.uuid4().hex[:8]
def conn(**k): return pika.BlockingConnection(P(**k))
def sec(n): print('##',n)
def tryit(n,f):
    c=conn(); ch=c.channel()
    try: print(n,'->',f(c,ch))
    except pika.exceptions.AMQPChannelError as e: print(n,'-> CH',e.args)
    except pika.exceptions.AMQPConnectionError as e: print(n,'-> CONN',e.args)
    except Exception as e: print(n,'->',type(e).__name__,e,getattr(ch,'_closing_reason',None))
    try: c.close()
    except Exception: pass
def drain(ch,q,ack=True):
    out=[]
    while True:
        m,p,b=ch.basic_get(q,auto_ack=ack)
        if m is None: return out
        out.append((b.decode(),m.redelivered))
def f(c,ch):
    q=ch.queue_declare('',exclusive=True).method.queue; return ch.queue_declare(q,exclusive=True).method
tryit('redeclare own amq.gen',f)
def f(c,ch):
    q=ch.queue_declare('',exclusive=True).method.queue; return ch.queue_declare(q,passive=True).method.queue[:8]
tryit('passive own amq.gen',f)
def f(c,ch):
    q=ch.queue_declare(U()+'\r\nx',exclusive=True).method.queue; return repr(q)

def f(c,ch):
    q=U(); ch.queue_declare(q); 
    for i in range(4): ch.basic_publish('',q,str(i).encode())
    got=[]; ch.basic_qos(prefetch_count=2); ch.basic_consume(q,lambda c_,m,p,b: got.append((b,m.delivery_tag,m.redelivered))); pump(c, .3)
    r=[list(got)]; ch.close(); ch=c.channel(); time.sleep(.2); r.append(drain(ch,q)); return r
tryit('prefetch & requeue on channel close',f)
def f(c,ch):
    q=U(); ch.queue_declare(q)
    for i in range(6): ch.basic_publish('',q,str(i).encode())
    got=[]; ch.basic_qos(prefetch_count=3,global_qos=True); 
    ch.basic_consume(q,lambda c_,m,p,b: got.append(('A',b)),consumer_tag='A'); pump_until(c, lambda: len(got)==3)
    ch.basic_consume(q,lambda c_,m,p,b: got.append(('B',b)),consumer_tag='B'); pump(c, .3); return got
tryit('global qos 3 two consumers',f)
def f(c,ch):
    q=U(); ch.queue_declare(q)
    for i in range(6): ch.basic_publish('',q,str(i).encode())
    got=[]; ch.basic_qos(prefetch_count=1); ch.basic_consume(q,lambda c_,m,p,b: got.append(('A',b)),consumer_tag='A'); ch.basic_qos(prefetch_count=2); ch.basic_consume(q,lambda c_,m,p,b: got.append(('B',b)),consumer_tag='B'); pump(c, .3); return got
tryit('per-consumer qos 1 then 2',f)
def f(c,ch):
    q=U(); ch.queue_declare(q); ch.exchange_declare('dx3','fanout'); 
    ch.basic_publish('',q,b'x'); m=ch.basic_get(q)[0]; ch.basic_cancel('nope'); ch.queue_delete(q); ch.basic_ack(m.delivery_tag); pump(c, .2); return ch.is_open
tryit('ack after queue deleted',f)
def f(c,ch):
    q=U(); ch.queue_declare(q,arguments={'x-max-length':2}); 
    for i in range(4): ch.basic_publish('',q,str(i).encode())
    time.sleep(.1); return drain(ch,q)
tryit('drop-head',f)
def f(c,ch):
    q,d=U(),U(); ch.queue_declare(d); ch.queue_declare(q,arguments={'x-max-length':1,'x-overflow':'reject-publish-dlx','x-dead-letter-exchange':'','x-dead-letter-routing-key':d})
    ch.confirm_delivery(); r=[]
    for i in range(3):
        try: ch.basic_publish('',q,str(i).encode()); r.append('ack')
        except pika.exceptions.NackError: r.append('nack')
    m,p,b=ch.basic_get(d,auto_ack=True); return r,b,p.headers
tryit('reject-publish-dlx',f)
def f(c,ch):
    q=U(); ch.queue_declare(q); got=[]
    ch.basic_consume(q,lambda c_,m,p,b: got.append(('lo',b)),consumer_tag='lo',auto_ack=True); ch.basic_consume(q,lambda c_,m,p,b: got.append(('hi',b)),consumer_tag='hi',auto_ack=True,arguments={'x-priority':10})
    for i in range(4): ch.basic_publish('',q,b'%d'%i)
    pump(c, .3); return got
tryit('consumer prio',f)
def f(c,ch):
    q=U(); ch.queue_declare(q,arguments={'x-single-active-consumer':True}); got=[]
    ch.basic_consume(q,lambda c_,m,p,b: got.append(('A',b)),consumer_tag='A',auto_ack=True); ch.basic_consume(q,lambda c_,m,p,b: got.append(('B',b)),consumer_tag='B',auto_ack=True)
    for i in range(2): ch.basic_publish('',q,b'%d'%i)
    pump(c, .2); ch.basic_cancel('A'); 
    for i in range(2): ch.basic_publish('',q,b'%d'%i)
    pump(c, .2); return got
tryit('SAC',f)
def f(c,ch):
    x,q,q2=U(),U(),U(); ch.exchange_declare(x,'direct'); ch.queue_declare(q); ch.queue_declare(q2); 
    for k,qq in (('a',q),('b',q),('c',q2)): ch.queue_bind(qq,x,k)
    ch.basic_publish(x,'a',b'm',pika.BasicProperties(headers={'CC':['b','c'],'BCC':['c']})); time.sleep(.1)
    m,p,b=ch.basic_get(q,auto_ack=True); m2,p2,b2=ch.basic_get(q2,auto_ack=True); return m.routing_key,p.headers,m.message_count,m2.routing_key,p2.headers
tryit('CC/BCC dedupe',f)
def f(c,ch):
    x,ae,q=U(),U(),U(); ch.exchange_declare(ae,'fanout'); ch.exchange_declare(x,'direct',arguments={'alternate-exchange':ae}); ch.queue_declare(q); ch.queue_bind(q,ae,''); ch.confirm_delivery(); ch.basic_publish(x,'zz',b'm',mandatory=True); m,p,b=ch.basic_get(q,auto_ack=True); return m.exchange,m.routing_key
tryit('AE',f)
def f(c,ch):
    x=U(); ch.exchange_declare(x,'direct',arguments={'alternate-exchange':'missing'}); ch.confirm_delivery(); ch.basic_publish(x,'zz',b'm'); 
    try: ch.basic_publish(x,'zz',b'm',mandatory=True)
    except pika.exceptions.UnroutableError as e: return e.messages[0].method
tryit('AE missing + mandatory',f)
def f(c,ch):
    x,q=U(),U(); ch.exchange_declare(x,'direct',auto_delete=True); ch.queue_declare(q); ch.queue_bind(q,x,'a'); ch.queue_bind(q,x,'b'); ch.queue_unbind(q,x,'a'); ch.exchange_declare(x,passive=True); ch.queue_unbind(q,x,'b'); ch.exchange_declare(x,passive=True)
tryit('auto-delete exchange after last unbind',f)
def f(c,ch):
    x,y,q=U(),U(),U(); ch.exchange_declare(x,'direct'); ch.exchange_declare(y,'fanout',auto_delete=True); ch.exchange_bind(y,x,'k'); ch.exchange_unbind(y,x,'k'); ch.exchange_declare(y,passive=True); return 'dest exch not auto-deleted'
tryit('auto-delete dest exch when it loses inbound binding',f)
def f(c,ch):
    q=U(); ch.queue_declare(q,auto_delete=True); t=ch.basic_consume(q,lambda *a:None); ch.basic_cancel(t); time.sleep(.1); return ch.queue_declare(q,passive=True)
tryit('auto-delete queue after cancel',f)
def f(c,ch):
    q=U(); ch.queue_declare(q,arguments={'x-expires':300}); time.sleep(.2); ch.queue_declare(q,arguments={'x-expires':300}); time.sleep(.2); ch.queue_declare(q,passive=True); time.sleep(.6); ch.queue_declare(q,passive=True)
tryit('x-expires',f)
def f(c,ch):
    q=U(); ch.queue_declare(q,durable=True,arguments={'x-queue-type':'stream'}); ch.confirm_delivery()
    for i in range(5): ch.basic_publish('',q,b'%d'%i)
    got=[]; ch2=c.channel(); ch2.basic_qos(prefetch_count=2); ch2.basic_consume(q,lambda c_,m,p,b: got.append((b,m.delivery_tag,m.redelivered,p.headers)),arguments={'x-stream-offset':'first'}); pump(c, .4); r=list(got); ch2.basic_ack(2,multiple=True); pump(c, .4); r2=got[len(r):]; 
    ch2.basic_nack(4,requeue=True); pump(c, .4); return r,r2,got[len(r)+len(r2):], ch.queue_declare(q,passive=True).method
tryit('stream',f)
def f(c,ch):
    q=U(); ch.queue_declare(q,arguments={'x-message-ttl':100}); ch.basic_publish('',q,b'x'); m=ch.basic_get(q)[0]; time.sleep(.2); ch.basic_nack(m.delivery_tag,requeue=True); time.sleep(.1); return drain(ch,q)
tryit('ttl on requeue',f)
def f(c,ch):
    got=[]; q=U(); ch.queue_declare(q); ch.add_on_cancel_callback(lambda m: got.append(m.method if hasattr(m,'method') else m)); ch.basic_consume(q,lambda *a:None,consumer_tag='TT'); ch2=c.channel(); ch2.queue_delete(q); pump(c, .3); return got
tryit('consumer cancel notify',f)
def f(c,ch):
    a,b=U(),U(); ch.queue_declare(a,arguments={'x-message-ttl':20,'x-dead-letter-exchange':'','x-dead-letter-routing-key':b}); ch.queue_declare(b,arguments={'x-message-ttl':20,'x-dead-letter-exchange':'','x-dead-letter-routing-key':a}); ch.basic_publish('',a,b'x'); time.sleep(.6); return drain(ch,a),drain(ch,b)
tryit('dlx cycle drop',f)
def f(c,ch):
    dq=U(); ch.queue_declare(dq); q=U(); ch.queue_declare(q,arguments={'x-dead-letter-exchange':'','x-dead-letter-routing-key':dq,'x-max-length':0}); ch.basic_publish('',q,b'x'); time.sleep(.1); m,p,b=ch.basic_get(dq,auto_ack=True); return p.headers
tryit('maxlen 0 dlx',f)
def f(c,ch):
    q=U(); ch.queue_declare(q); ch.tx_select(); ch.basic_publish('',q,b'a'); r=[ch.queue_declare(q,passive=True).method.message_count]; ch.tx_commit(); r.append(ch.queue_declare(q,passive=True).method.message_count); m=ch.basic_get(q)[0]; ch.basic_ack(m.delivery_tag); ch.tx_rollback(); ch.basic_ack(m.delivery_tag); ch.tx_commit(); r.append(ch.queue_declare(q,passive=True).method.message_count); return r
tryit('tx',f)
def f(c,ch):
    ch.queue_declare('amq.rabbitmq.reply-to.bogus',passive=True)
tryit('declare bogus reply-to',f)
def f(c,ch):
    ch.basic_publish('','amq.rabbitmq.reply-to.bogus',b'x'); pump(c, .2); return ch.is_open
tryit('publish bogus reply-to',f)
def f(c,ch):
    import pika.spec as s; ch._impl._send_method(s.Queue.Declare(queue='nope-'+U(),passive=True,nowait=True)); pump(c, .3); return ch.is_open, getattr(ch,'_closing_reason',None)
tryit('nowait passive missing',f)
